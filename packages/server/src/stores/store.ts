import type { ChangeSource } from './change-source.ts';
import type { GroupRecord, TaskRecord } from './record.ts';
import type { TaskIndex } from './task-index.ts';

/**
 * The fields that a read of tasks adds to those of Django's answer. `details` adds name, worker and dates: the read of
 * a large group then takes twice as long. `version` adds the version of the stored task at the moment of the read.
 * `full` adds details and everything else that is stored.
 */
export type Include = 'details' | 'version' | 'full';

/**
 * Memory that a reader may use for results. It is reserved before a result is read, so that results never fill the
 * heap.
 */
export interface ReadMemory {
  /** Reserves bytes, and may wait a short time for free memory. Resolves with false if no memory is free. */
  take(bytes: number): Promise<boolean>;
  /** Releases bytes that are no longer used. */
  give(bytes: number): void;
}

/** Memory without a limit. */
export const UNLIMITED_MEMORY: ReadMemory = { take: async () => true, give: () => {} };

/** Limits for the memory that a read of tasks may use. */
export interface ReadLimits {
  readonly memory: ReadMemory;
  /**
   * Largest number of characters of a result. A longer result, or a result for which there is no memory, becomes a
   * record of the kind `omitted`. Default: no limit, and a lack of memory is an error.
   */
  readonly maxResult?: number;
  /** Whether large results are dropped after decoding, because the reader only needs the states. Default false. */
  readonly dropResults?: boolean;
}

/**
 * Reads results. All reads are batch reads, so that code cannot send one query per member of a group by mistake. The
 * keys of the returned maps are the requested ids, even if the storage ignores case or accents. Such a record also has
 * the stored id.
 *
 * @throws StoreUnavailable by every read, while the storage does not answer
 */
export interface ResultStore {
  /**
   * Reads tasks by id. The map has no entry for an id that is not stored.
   *
   * @param limits Default: everything is read
   * @throws MemoryExceeded if there is no memory for a result, and the limits do not allow omitted results
   */
  tasks(ids: readonly string[], include?: Include, limits?: ReadLimits): Promise<ReadonlyMap<string, TaskRecord>>;
  /** Reads groups by id. The map has no entry for a group that is not stored or is empty. */
  groups(ids: readonly string[]): Promise<ReadonlyMap<string, GroupRecord>>;
  /**
   * Reads the versions of tasks: short texts that change when a stored task changes. Results are not read for this. The
   * map has no entry for an id that is not stored in exactly this form, or if the storage has no versions.
   */
  versions(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** A store that is connected. Closing it ends its connections, its watches and its threads. */
export interface OpenedStore {
  readonly results: ResultStore;
  readonly changes: ChangeSource;
  readonly index: TaskIndex;
  /**
   * Reads like a request, without waiting for other requests: a store with a pool has a separate connection for this.
   *
   * @throws StoreUnavailable while the storage cannot be read
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The connections of a store's pool. */
export interface PoolState {
  readonly used: number;
  readonly free: number;
  /** Queries that wait for a connection. */
  readonly waiting: number;
}

/** Receives measurements of a store. */
export interface StoreObserver {
  /** Called once, with a function that returns the current state of the pool. */
  opened(pool: () => PoolState): void;
  /** Called with the waiting time of a query, when the query gets its connection or fails to get one. */
  waited(milliseconds: number): void;
  /** Called when a read that looks for changes has ended. */
  polled(poll: PollTimes): void;
}

/** The times of a read that looks for changes, in milliseconds. */
export interface PollTimes {
  readonly milliseconds: number;
  /** From the planned start to the actual start. */
  readonly lag: number;
}
