import { Forbidden } from '../errors.ts';
import { type GroupMember, type GroupRecord, leavesOf, type TaskRecord } from '../stores/record.ts';
import type { ResultStore } from '../stores/store.ts';
import type { Grant, Shown } from './grant.ts';
import { redact } from './redact.ts';

/** What somebody may read, for the time of one request. */
export interface Access {
  readonly grant: Grant;
  /** Asks again for a grant that may be out of date; the same one where it cannot be. */
  renew(): Promise<Grant>;
  /** Headers of a refusal. */
  readonly challenge: Readonly<Record<string, string>>;
}

/** Ids, by what they are asked as. */
export interface Asked {
  readonly tasks: Iterable<string>;
  readonly groups: Iterable<string>;
}

/** A store as one request may see it. Its reads throw {@link Forbidden}, before anything that is asked for is read. */
export interface ScopedStore extends Omit<ResultStore, 'close'> {
  /** Those of the ids that may not be read: for who answers the others. */
  forbidden(asked: Asked): Promise<ReadonlySet<string>>;
}

/** A store of which everything may be read. */
export function openToAll(store: ResultStore): ScopedStore {
  return {
    tasks: (ids, wish) => store.tasks(ids, wish),
    groups: (ids) => store.groups(ids),
    versions: (ids) => store.versions(ids),
    forbidden: async () => new Set(),
  };
}

/**
 * A store of which only what is granted may be read, redacted. Whether an id is granted is decided from the grant alone, and where that names groups
 * from the rows of these: an answer never tells whether a forbidden id is stored.
 */
export function scopedStore(store: ResultStore, access: Access): ScopedStore {
  let grant = access.grant;
  // of the groups that were read
  const members = new Set<string>();
  let isRenewed = false;
  let areGroupsRead = false;

  const note = (groups: ReadonlyMap<string, GroupRecord>): void => {
    for (const group of groups.values()) if (group.kind === 'group') addLeaves(members, group.members);
  };
  const isTaskRefused = (id: string): boolean => !grant.tasks.has(id) && !hasPrefix(grant, id) && !members.has(id);
  const isGroupRefused = (id: string): boolean => !grant.groups.has(id) && !hasPrefix(grant, id);

  async function refused({ tasks, groups }: Asked): Promise<readonly string[]> {
    const ids = { tasks: [...tasks], groups: [...groups] };
    const check = async (): Promise<readonly string[]> => {
      if (ids.tasks.some(isTaskRefused)) await readGrantedGroups();
      return [...ids.groups.filter(isGroupRefused), ...ids.tasks.filter(isTaskRefused)];
    };
    const found = await check();
    if (found.length === 0 || isRenewed) return found;
    isRenewed = true;
    const newer = await access.renew();
    if (newer === grant) return found;
    grant = newer;
    areGroupsRead = false;
    // what an earlier grant let through is not this one's
    members.clear();
    return check();
  }

  async function readGrantedGroups(): Promise<void> {
    if (areGroupsRead || grant.groups.size === 0) return;
    areGroupsRead = true;
    note(await store.groups([...grant.groups]));
  }

  return {
    async tasks(ids, wish) {
      if (ids.length === 0) return new Map();
      if ((await refused({ tasks: ids, groups: [] })).length > 0) throw new Forbidden(access.challenge);
      const { shown } = grant;
      const records = await store.tasks(ids, wish);
      return new Map([...records].map(([id, record]) => [id, versioned(redact(record, shown), shown)]));
    },
    async versions(ids) {
      if (ids.length === 0) return new Map();
      if ((await refused({ tasks: ids, groups: [] })).length > 0) throw new Forbidden(access.challenge);
      const versions = await store.versions(ids);
      return new Map([...versions].map(([id, version]) => [id, versionShown(version, grant.shown)]));
    },
    async groups(ids) {
      if (ids.length === 0) return new Map();
      if ((await refused({ tasks: [], groups: ids })).length > 0) throw new Forbidden(access.challenge);
      const groups = await store.groups(ids);
      note(groups);
      return groups;
    },
    forbidden: async (asked) => new Set(await refused(asked)),
  };
}

function hasPrefix({ prefix }: Grant, id: string): boolean {
  return prefix !== undefined && id.startsWith(prefix);
}

function addLeaves(ids: Set<string>, members: readonly GroupMember[]): void {
  for (const leaf of leavesOf(members)) ids.add(leaf.id);
}

/** The same row is another one to who sees more of it. */
function versionShown(version: string, shown: ReadonlySet<Shown>): string {
  return `${version} ${[...shown].join()}`;
}

function versioned(record: TaskRecord, shown: ReadonlySet<Shown>): TaskRecord {
  return record.version === undefined ? record : { ...record, version: versionShown(record.version, shown) };
}
