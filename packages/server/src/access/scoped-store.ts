import { forEachYielding } from '../lib/for-each-yielding.ts';
import { Forbidden } from '../problems/errors.ts';
import { type GroupRecord, leavesOf, type TaskRecord } from '../stores/record.ts';
import { type ReadMemory, type ResultStore, UNLIMITED_MEMORY } from '../stores/store.ts';
import type { TaskIndex } from '../stores/task-index.ts';
import type { Access, RequestedIds, ScopedStore } from './access.ts';
import type { Grant, VisibleField } from './grant.ts';
import { redact } from './redact.ts';
import { listGranted } from './scoped-list.ts';
import { NO_INDEX } from './unrestricted-store.ts';

/**
 * A store in which only granted tasks and groups may be read, redacted. The grant and the members of its groups decide
 * about an id. So an answer never reveals whether a forbidden id is stored.
 *
 * A storage may find a row whose id differs in case or accents from the requested id. The stored id has to be granted
 * too; otherwise the row counts as not stored.
 */
export function scopedStore(
  store: ResultStore,
  access: Access,
  memory: ReadMemory = UNLIMITED_MEMORY,
  index: TaskIndex = NO_INDEX,
): ScopedStore {
  let grant = access.grant;
  /** Tasks of the granted groups that were read. */
  const members = new Set<string>();
  let isRenewed = false;
  let areGroupsRead = false;

  const addMembers = async (groups: ReadonlyMap<string, GroupRecord>): Promise<void> => {
    for (const group of groups.values())
      if (group.kind === 'group') await forEachYielding(leavesOf(group.members), ({ id }) => members.add(id));
  };
  const grantedGroups = async (ids: readonly string[]): Promise<ReadonlyMap<string, GroupRecord>> =>
    withoutStored(await store.groups(ids), isGroupForbidden);
  const isTaskForbidden = (id: string): boolean =>
    !grant.all && !grant.tasks.has(id) && !hasPrefix(grant, id) && !members.has(id);
  const isGroupForbidden = (id: string): boolean => !grant.all && !grant.groups.has(id) && !hasPrefix(grant, id);

  async function findForbidden({ tasks, groups }: RequestedIds): Promise<readonly string[]> {
    const ids = { tasks: [...tasks], groups: [...groups] };
    const check = async (): Promise<readonly string[]> => {
      if (ids.tasks.some(isTaskForbidden)) await readGrantedGroups();
      return [...ids.groups.filter(isGroupForbidden), ...ids.tasks.filter(isTaskForbidden)];
    };
    const found = await check();
    return found.length > 0 && (await renew()) ? check() : found;
  }

  /** Gets a newer grant, at most once. Returns whether there is one. */
  async function renew(): Promise<boolean> {
    if (isRenewed) return false;
    isRenewed = true;
    const newer = await access.renew();
    if (newer === grant) return false;
    grant = newer;
    areGroupsRead = false;
    // these members belong to the groups of the earlier grant
    members.clear();
    return true;
  }

  async function readGrantedGroups(): Promise<void> {
    if (areGroupsRead || grant.groups.size === 0) return;
    areGroupsRead = true;
    await addMembers(await grantedGroups([...grant.groups]));
  }

  async function checkAll(requested: RequestedIds): Promise<void> {
    if ((await findForbidden(requested)).length > 0) throw new Forbidden(access.challenge);
  }

  return {
    async tasks(ids, include, limits) {
      if (ids.length === 0) return new Map();
      await checkAll({ tasks: ids, groups: [] });
      const { visible } = grant;
      const records = withoutStored(await store.tasks(ids, include, limits), isTaskForbidden);
      return new Map([...records].map(([id, record]) => [id, withScopedVersion(redact(record, visible), visible)]));
    },
    async versions(ids) {
      if (ids.length === 0) return new Map();
      await checkAll({ tasks: ids, groups: [] });
      const versions = await store.versions(ids);
      return new Map([...versions].map(([id, version]) => [id, scopedVersion(version, grant.visible)]));
    },
    async groups(ids) {
      if (ids.length === 0) return new Map();
      await checkAll({ tasks: [], groups: ids });
      const groups = await grantedGroups(ids);
      await addMembers(groups);
      return groups;
    },
    async list(query) {
      if (!grant.list) await renew();
      if (!grant.list) throw new Forbidden(access.challenge);
      if (!grant.all) await readGrantedGroups();
      return listGranted(index, query, { grant, members, challenge: access.challenge });
    },
    async checkNumbers() {
      if (!(grant.list && grant.all)) await renew();
      if (!(grant.list && grant.all)) throw new Forbidden(access.challenge);
    },
    async groupInfo(id) {
      await checkAll({ tasks: [], groups: [id] });
      return index.numbers.group(id);
    },
    forbidden: async (requested) => new Set(await findForbidden(requested)),
    get visible() {
      return grant.visible;
    },
    expiresAt: access.expiresAt,
    revocation: access.revocation,
    get view() {
      const { visible } = grant;
      return {
        key: [...visible].join(),
        redact: (record: TaskRecord): TaskRecord => redact(record, visible),
        covers: (storedId: string, kind: 'task' | 'group'): boolean =>
          !(kind === 'task' ? isTaskForbidden(storedId) : isGroupForbidden(storedId)),
      };
    },
    get accessLevel() {
      return [...grant.visible].join();
    },
    memory,
  };
}

/** Leaves out records whose stored id differs from the requested id and is forbidden. */
function withoutStored<Record extends { readonly storedId?: string }>(
  records: ReadonlyMap<string, Record>,
  isForbidden: (id: string) => boolean,
): ReadonlyMap<string, Record> {
  const isGranted = ({ storedId }: Record): boolean => storedId === undefined || !isForbidden(storedId);
  const all = [...records];
  return all.every(([, record]) => isGranted(record))
    ? records
    : new Map(all.filter(([, record]) => isGranted(record)));
}

function hasPrefix({ prefix }: Grant, id: string): boolean {
  return prefix !== undefined && id.startsWith(prefix);
}

/** Adds the visible fields to the version, so that clients with different grants never share a cached response. */
function scopedVersion(version: string, visible: ReadonlySet<VisibleField>): string {
  return `${version} ${[...visible].join()}`;
}

function withScopedVersion(record: TaskRecord, visible: ReadonlySet<VisibleField>): TaskRecord {
  return record.version === undefined ? record : { ...record, version: scopedVersion(record.version, visible) };
}
