import type { ChangeSource } from './change-source.ts';
import type { GroupRecord, TaskRecord } from './record.ts';
import type { TaskIndex } from './task-index.ts';

/**
 * What a read of tasks includes beyond Django's answer. `details` adds name, worker and dates; the read of a large
 * group then takes twice as long. `version` adds the version of the stored task at the moment of the read. `full` adds
 * details and everything else that is stored.
 */
export type Include = 'details' | 'version' | 'full';

/** Memory that a reader may use for results. It is taken before a result is read: so results never fill the heap. */
export interface ReadMemory {
  /** Takes bytes, and may wait a little for them. Resolves with false where no memory is free. */
  take(bytes: number): Promise<boolean>;
  /** Gives bytes back that are not used any more. */
  give(bytes: number): void;
}

/** Memory without a limit. */
export const UNLIMITED_MEMORY: ReadMemory = { take: async () => true, give: () => {} };

/** What a read of tasks may bring into memory. */
export interface ReadLimits {
  readonly memory: ReadMemory;
  /**
   * Characters of a result. A longer one, and one for which there is no memory, gives a record of the kind `omitted`.
   * Default: no limit, and a missing memory is an error.
   */
  readonly maxResult?: number;
  /** Whether large results are dropped as soon as they are decoded: the reader needs the states only. Default false. */
  readonly dropResults?: boolean;
}

/**
 * Reads results. All reads are batch reads, so that one query per member of a group cannot be written by accident. The
 * keys of the returned maps are the ids as the caller wrote them, even where the storage compares ids without case or
 * accents. A record found so has the stored id too.
 *
 * @throws StoreUnavailable from every read while the storage does not answer
 */
export interface ResultStore {
  /**
   * Reads tasks by id. The map has no entry for an id that is not stored.
   *
   * @param limits default: everything is read
   * @throws MemoryExceeded where the limits give no memory for a result and allow none to be omitted
   */
  tasks(ids: readonly string[], include?: Include, limits?: ReadLimits): Promise<ReadonlyMap<string, TaskRecord>>;
  /** Reads groups by id. The map has no entry for a group that is not stored or is empty. */
  groups(ids: readonly string[]): Promise<ReadonlyMap<string, GroupRecord>>;
  /**
   * Reads the versions of tasks: short texts that change when a stored task changes. Results are not read for it. The
   * map has no entry for an id that is not stored exactly so, or whose storage has no versions.
   */
  versions(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** A store that is connected. Closing it ends its connections, its watches and its threads. */
export interface OpenedStore {
  readonly results: ResultStore;
  readonly changes: ChangeSource;
  readonly index: TaskIndex;
  /**
   * Reads as a request does, and waits for no request: a store with a pool of connections has one for this alone.
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
  /** Called when a query gets its connection or gives up, with the time that it waited. */
  waited(milliseconds: number): void;
  /** Called when a read that looks for changes has ended. */
  polled(poll: PollTimes): void;
}

/** The times of a read that looked for changes, in milliseconds. */
export interface PollTimes {
  readonly milliseconds: number;
  /** From the planned start to the real one. */
  readonly lag: number;
}
