import { Forbidden } from '../problems/errors.ts';
import { type GroupMember, type GroupRecord, leavesOf, type TaskRecord } from '../stores/record.ts';
import { type Include, type ReadLimits, type ReadMemory, type ResultStore, UNLIMITED_MEMORY } from '../stores/store.ts';
import { type IndexPage, noTaskIndex, type TaskIndex } from '../stores/task-index.ts';
import { type GroupInfo, NO_GROUP } from '../stores/task-numbers.ts';
import { ALL_FIELDS, type Grant, type VisibleField } from './grant.ts';
import { redact } from './redact.ts';
import { type ListQuery, listGranted } from './scoped-list.ts';

/** The rights of one client. */
export interface Access {
  readonly grant: Grant;
  /** Returns a newer grant where this one may be out of date, otherwise the same one. */
  renew(): Promise<Grant>;
  /** Headers of a 403 for this client. */
  readonly challenge: Readonly<Record<string, string>>;
  /**
   * Milliseconds since 1970 at which the rights end: a response that stays open ends then. Undefined: they do not end
   * by themselves.
   */
  readonly expiresAt: number | undefined;
  /**
   * A hash of what proved the rights, which the client cannot change: a signed token, or the claims of a visitor.
   * Requests with the same key count together. Default: they do not count.
   */
  readonly clientKey?: string | undefined;
  /** The claim `sub`: who the client is. */
  readonly subject?: string | undefined;
}

/** Ids of tasks and of groups. */
export interface RequestedIds {
  readonly tasks: Iterable<string>;
  readonly groups: Iterable<string>;
}

/** A store as one client may see it. Its reads throw {@link Forbidden} before they read anything. */
export interface ScopedStore extends ResultStore {
  /** Returns the ids that the client may not read, so that the other ids can be answered. */
  forbidden(requested: RequestedIds): Promise<ReadonlySet<string>>;
  /**
   * Lists the stored tasks that the client may read.
   *
   * @throws Forbidden without the right to list, and for a filter of a hidden field
   * @throws NoTaskIndex for a storage that cannot list tasks
   */
  list(query: ListQuery): Promise<IndexPage>;
  /** Checks that the client may see numbers over all tasks: it may list all of them. @throws Forbidden otherwise */
  checkNumbers(): Promise<void>;
  /** What is stored about a group besides its members. Read the group first, which checks that it is granted. */
  groupInfo(id: string): Promise<GroupInfo>;
  /** What the client may see of a task. */
  readonly visible: ReadonlySet<VisibleField>;
  /** See {@link Access.expiresAt}. */
  readonly expiresAt: number | undefined;
  /** What the client sees of the tasks that it may read, by its newest grant. */
  readonly view: RecordView;
  /** What the client may see of a task: answers to clients with the same text are the same. */
  readonly accessLevel: string;
  /** The memory that the answer to this client may use. */
  readonly memory: ReadMemory;
}

/** What a client sees of a task. Clients with the same key see the same. */
export interface RecordView {
  readonly key: string;
  redact(record: TaskRecord): TaskRecord;
  /**
   * Whether the client may read a row whose stored id differs in case or accents from the one that it asked for.
   * Clients that share a view may differ in this.
   */
  covers(storedId: string, kind: 'task' | 'group'): boolean;
}

const WHOLE: RecordView = { key: '*', redact: (record) => record, covers: () => true };

const NO_INDEX: TaskIndex = noTaskIndex('this store was given without an index of its tasks', async () => NO_GROUP);

/** A store in which everything may be read. */
export function unrestricted(
  store: ResultStore,
  memory: ReadMemory = UNLIMITED_MEMORY,
  index: TaskIndex = NO_INDEX,
): ScopedStore {
  return new UnrestrictedStore(store, memory, index);
}

const NO_IDS: ReadonlySet<string> = new Set();

/** A class without closures: every request has one. */
class UnrestrictedStore implements ScopedStore {
  readonly memory: ReadMemory;
  readonly #store: ResultStore;
  readonly #index: TaskIndex;

  constructor(store: ResultStore, memory: ReadMemory, index: TaskIndex) {
    this.#store = store;
    this.#index = index;
    this.memory = memory;
  }

  tasks(ids: readonly string[], include?: Include, limits?: ReadLimits): ReturnType<ResultStore['tasks']> {
    return this.#store.tasks(ids, include, limits);
  }

  groups(ids: readonly string[]): ReturnType<ResultStore['groups']> {
    return this.#store.groups(ids);
  }

  versions(ids: readonly string[]): ReturnType<ResultStore['versions']> {
    return this.#store.versions(ids);
  }

  list(query: ListQuery): Promise<IndexPage> {
    return this.#index.list({ ...query, scope: undefined });
  }

  async forbidden(): Promise<ReadonlySet<string>> {
    return NO_IDS;
  }

  async checkNumbers(): Promise<void> {}

  groupInfo(id: string): Promise<GroupInfo> {
    return this.#index.numbers.group(id);
  }

  get visible(): ReadonlySet<VisibleField> {
    return ALL_FIELDS;
  }

  get expiresAt(): undefined {
    return undefined;
  }

  get accessLevel(): string {
    return 'everything';
  }

  get view(): RecordView {
    return WHOLE;
  }
}

/**
 * A store in which only granted tasks and groups may be read, redacted. The grant and the members of its groups decide
 * about an id. So an answer never reveals whether a forbidden id is stored.
 *
 * A storage may find a row whose id differs in case or accents from the one that was asked for. Its stored id has to be
 * granted too; otherwise the row counts as not stored.
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

  const addMembers = (groups: ReadonlyMap<string, GroupRecord>): void => {
    for (const group of groups.values()) if (group.kind === 'group') addLeaves(members, group.members);
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

  /** Gets a newer grant, once. Returns whether there is one. */
  async function renew(): Promise<boolean> {
    if (isRenewed) return false;
    isRenewed = true;
    const newer = await access.renew();
    if (newer === grant) return false;
    grant = newer;
    areGroupsRead = false;
    // the members were those of the earlier grant's groups
    members.clear();
    return true;
  }

  async function readGrantedGroups(): Promise<void> {
    if (areGroupsRead || grant.groups.size === 0) return;
    areGroupsRead = true;
    addMembers(await grantedGroups([...grant.groups]));
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
      addMembers(groups);
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

/** The records without those whose stored id is another one and forbidden. */
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

function addLeaves(ids: Set<string>, members: readonly GroupMember[]): void {
  for (const leaf of leavesOf(members)) ids.add(leaf.id);
}

/** Adds the visible fields to the version, so that clients with different grants never share a cached response. */
function scopedVersion(version: string, visible: ReadonlySet<VisibleField>): string {
  return `${version} ${[...visible].join()}`;
}

function withScopedVersion(record: TaskRecord, visible: ReadonlySet<VisibleField>): TaskRecord {
  return record.version === undefined ? record : { ...record, version: scopedVersion(record.version, visible) };
}
