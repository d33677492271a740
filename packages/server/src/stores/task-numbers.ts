import type { IndexRow, IndexText } from './index-row.ts';

/** A number of rows. `at_least`: counting stopped at this number. `estimate`: from the statistics of the storage. */
export interface RowCount {
  readonly count: number;
  readonly exactness: 'exact' | 'estimate' | 'at_least';
}

export interface TaskCounts {
  readonly total: RowCount;
  readonly states: ReadonlyMap<string, RowCount>;
}

/** The number of rows that have the same values. */
export interface ActivityGroup {
  readonly status: string;
  /** The bucket of the duration from start to end: see {@link DURATION_STEPS}. Null if there is no duration. */
  readonly bucket: number | null;
  readonly count: number;
}

/** Seconds of a step: a minute, ten minutes or an hour. */
export type ActivityStep = 60 | 600 | 3_600;

/** Numbers of tasks that changed in a window of time. */
export interface Activity {
  /** Numbers by step, which begins in UTC at a moment such as `2026-01-02T03:04:00.000000Z`. */
  readonly steps: readonly (ActivityGroup & { readonly start: string })[];
  readonly names: readonly (ActivityGroup & { readonly name: string | undefined })[];
  readonly rows: number;
  /** Whether older rows of the window were not counted. */
  readonly isCut: boolean;
}

/**
 * Buckets per unit of the natural logarithm. A bucket is `floor(ln(seconds) * DURATION_STEPS)`, so its middle differs
 * by less than 9 % from both ends.
 */
export const DURATION_STEPS = 6;

export interface WaitingChord {
  readonly group: string;
  readonly left: number;
  readonly dateCreated: string | undefined;
}

/** Stored data about a group besides its members. */
export interface GroupInfo {
  readonly dateCreated: string | undefined;
  readonly dateDone: string | undefined;
  /** Number of tasks that a chord still waits for. Undefined if no chord waits. */
  readonly left: number | undefined;
}

export const NO_GROUP: GroupInfo = { dateCreated: undefined, dateDone: undefined, left: undefined };

/** Numbers over all tasks. Every query reads a bounded number of rows. */
export interface TaskNumbers {
  counts(): Promise<TaskCounts>;
  /** The distinct values of each text, up to 200. Undefined if finding them would read the whole storage. */
  values(): Promise<{ readonly [Text in IndexText]: readonly string[] | undefined }>;
  /**
   * Up to 200 rows in a state, without an order, found by an index of states. Undefined without such an index. In a
   * list, an old row of a rare state is only reached after many steps.
   */
  inState(status: string): Promise<readonly IndexRow[] | undefined>;
  /** Numbers of tasks that changed since a moment: UTC with microseconds. */
  activity(since: string, step: ActivityStep): Promise<Activity>;
  /** The newest rows of periodic tasks. */
  periodic(): Promise<readonly IndexRow[]>;
  /** Size of the storage in bytes. Undefined if it is unknown. */
  size(): Promise<number | undefined>;
  /** Up to 100 chords that wait, the oldest first. Undefined for a storage without counters of chords. */
  waitingChords(): Promise<readonly WaitingChord[] | undefined>;
  group(id: string): Promise<GroupInfo>;
}
