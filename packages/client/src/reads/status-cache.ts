import type { GroupStatus, TaskStatus } from '../model/task-status.ts';
import { type AnyTaskWire, type TaskReading, toTaskStatus } from '../model/to-task-status.ts';

interface CacheEntry {
  /** Time of the first response, in milliseconds since 1970. */
  readonly firstReadAt: number;
  /** Entity tag of the last response, or null without one. */
  etag: string | null;
  status?: TaskStatus | GroupStatus;
  /** Whether a response has ever shown a row of the task, or a member of the group. */
  hadRow?: boolean;
  /** Number of the push with this status. */
  pushNumber?: number;
}

/** The last status of each task and group that a client has read. Every response becomes a status here. */
export interface StatusCache {
  /**
   * Converts a task of a response, and stores it. A task that had a row keeps its last status when the row expires. A
   * task without a row is `unknown` after `unknownAfter`. A task that retries or has failed keeps its last progress.
   *
   * `since` is the `pushCount` at the start of the read. A status that was pushed later is newer than the response, and
   * is returned instead. Without `since`, the task itself was pushed.
   */
  addTask(wire: AnyTaskWire, since?: number): TaskStatus;
  /** Stores a group. It is `unknown` after `unknownAfter` without a member. `since`: see `addTask`. */
  addGroup(status: GroupStatus, etag: string | undefined, since?: number): GroupStatus;
  /** Number of pushes so far. */
  pushCount(): number;
  /** Time at which a task or group without a row becomes `unknown`, in milliseconds since 1970; otherwise Infinity. */
  unknownAt(kind: 'task' | 'group', id: string): number;
  /** Returns the last status and its `etag`. A status without a row is `unknown` after `unknownAfter`. */
  get(kind: 'task' | 'group', id: string): Pick<CacheEntry, 'status' | 'etag'> | undefined;
}

/** Names of entries: a task and a group may have the same id. */
export type EntryName = `${'task' | 'group'} ${string}`;

/** Options of {@link createStatusCache}. */
export interface StatusCacheOptions {
  /** Milliseconds without a row until a task or group is `unknown`; false for never. */
  readonly unknownAfter: number | false;
  readonly reading: TaskReading;
  /** Returns whether this task or group has a follower. Its entry is then never dropped. */
  isFollowed(name: EntryName): boolean;
}

/** Limit of entries without a follower. The entry with the oldest read is dropped first. */
const MAX_ENTRIES = 1_000;

/** Creates a cache. */
export function createStatusCache({ unknownAfter, reading, isFollowed }: StatusCacheOptions): StatusCache {
  const entries = new Map<EntryName, CacheEntry>();
  let maxEntries = MAX_ENTRIES;
  let pushes = 0;

  function entryOf(name: EntryName): CacheEntry {
    const entry = entries.get(name) ?? { firstReadAt: Date.now(), etag: null };
    // the order matters in a full cache only, and moving an entry to the end is slow
    if (entries.size >= MAX_ENTRIES) entries.delete(name);
    entries.set(name, entry);
    if (entries.size > maxEntries) dropEntries(name);
    return entry;
  }

  /** Drops the entries with the oldest reads, except followed ones and the members of followed groups. */
  function dropEntries(newest: EntryName): void {
    const kept = new Set<EntryName>([newest]);
    for (const [name, { status }] of entries) {
      if (!isFollowed(name)) continue;
      kept.add(name);
      if (status && 'tasks' in status) for (const { id } of status.tasks) kept.add(`task ${id}`);
    }
    maxEntries = MAX_ENTRIES + kept.size - 1;
    for (const name of entries.keys()) {
      if (entries.size <= maxEntries) return;
      if (!kept.has(name)) entries.delete(name);
    }
  }

  function update<T extends TaskStatus | GroupStatus>(entry: CacheEntry, status: T, etag: string | undefined): T {
    entry.status = status;
    entry.etag = etag ?? null;
    return status;
  }

  /** Returns whether the entry's status was pushed after the read began. Counts a push. */
  function isNewer(entry: CacheEntry, since: number | undefined): boolean {
    if (since !== undefined) return (entry.pushNumber ?? 0) > since;
    pushes += 1;
    entry.pushNumber = pushes;
    return false;
  }

  const unknownAt = ({ hadRow, firstReadAt }: CacheEntry): number =>
    hadRow || unknownAfter === false ? Number.POSITIVE_INFINITY : firstReadAt + unknownAfter;
  const isUnknown = (entry: CacheEntry): boolean => Date.now() >= unknownAt(entry);

  const addTask = (wire: AnyTaskWire, since?: number): TaskStatus => {
    const entry = entryOf(`task ${wire.id}`);
    if (isNewer(entry, since)) return entry.status as TaskStatus;
    const status = toTaskStatus<unknown, unknown>(wire, reading);
    if (status.phase !== 'pending' || wire.known || status.progress) entry.hadRow = true;
    else if (entry.hadRow && entry.status) return entry.status as TaskStatus;
    if (isUnknown(entry)) return update(entry, { ...status, phase: 'unknown' } as TaskStatus, wire.etag);
    const progress = status.progress ?? (isAfterProgress(status) && entry.status?.progress) ?? null;
    return update(entry, progress ? { ...status, progress } : status, wire.etag);
  };

  return {
    addTask,
    addGroup: (status, etag, since) => {
      const entry = entryOf(`group ${status.id}`);
      if (isNewer(entry, since)) return entry.status as GroupStatus;
      entry.hadRow ||= status.tasks.length > 0;
      return update(entry, isUnknown(entry) ? { ...status, phase: 'unknown' } : status, etag);
    },
    pushCount: () => pushes,
    unknownAt: (kind, id) => {
      const entry = entries.get(`${kind} ${id}`);
      return entry?.status && entry.status.phase !== 'unknown' ? unknownAt(entry) : Number.POSITIVE_INFINITY;
    },
    get: (kind, id) => {
      const entry = entries.get(`${kind} ${id}`);
      // the cache decides this itself: the server sends nothing about a task without a row
      if (entry?.status && entry.status.phase !== 'unknown' && isUnknown(entry))
        entry.status = { ...entry.status, phase: 'unknown' } as TaskStatus;
      return entry;
    },
  };
}

/** Returns whether the task has ended or stopped after its last progress. */
function isAfterProgress({ phase }: TaskStatus): boolean {
  return phase === 'retrying' || phase === 'failed' || phase === 'revoked';
}
