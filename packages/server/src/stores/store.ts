import type { GroupRecord, TaskRecord } from './record.ts';

/**
 * What is wanted of tasks besides what Django answers: `details` are name, worker and dates (five more columns make the read of a large group twice as long),
 * `version` is the row's version at that very moment.
 */
export type Wish = 'details' | 'version';

/**
 * Where results are kept. Batch reads are the only reads, so that one query per member has to be written on purpose.
 * Keys of the answered maps are the ids as asked for, whatever the storage's collation found.
 *
 * @throws StoreUnavailable from every read while the storage cannot be reached.
 */
export interface ResultStore {
  /** Tasks by id; an id without a row is absent. */
  tasks(ids: readonly string[], wish?: Wish): Promise<ReadonlyMap<string, TaskRecord>>;
  /** Groups by id; an id without a row, or with an empty one, is absent. */
  groups(ids: readonly string[]): Promise<ReadonlyMap<string, GroupRecord>>;
  /**
   * Short texts that change when the tasks' rows do, read without what is in them. An id without a row is absent, and so is every one where the
   * storage cannot say.
   */
  versions(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** Connections of a store's pool. */
export interface PoolState {
  readonly used: number;
  readonly free: number;
  /** Queries that wait for one. */
  readonly waiting: number;
}

/** Is told how a store is doing. */
export interface StoreObserver {
  /** Once, with a way to ask. */
  opened(pool: () => PoolState): void;
  /** A query got its connection, or gave up, after so many milliseconds. */
  waited(milliseconds: number): void;
}
