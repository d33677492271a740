import type { IndexRow, IndexText } from './index-row.ts';

/** A number of rows. `at_least`: counting ended there. `estimate`: by the statistics of the storage. */
export interface RowCount {
  readonly count: number;
  readonly exactness: 'exact' | 'estimate' | 'at_least';
}

export interface TaskCounts {
  readonly total: RowCount;
  readonly states: ReadonlyMap<string, RowCount>;
}

/** Rows that have the same values, and their number. */
export interface ActivityGroup {
  readonly status: string;
  /** The logarithm of the seconds from start to end; see {@link DURATION_STEPS}. Null where there is no duration. */
  readonly bucket: number | null;
  readonly count: number;
}

/** What changed in a window of time. */
export interface Activity {
  /** UTC: a minute such as `2026-01-02T03:04:00.000000Z`. */
  readonly minutes: readonly (ActivityGroup & { readonly minute: string })[];
  readonly names: readonly (ActivityGroup & { readonly name: string | undefined })[];
  readonly rows: number;
  /** Whether older rows of the window were left out. */
  readonly isCut: boolean;
}

/** A bucket is `floor(ln(seconds) * DURATION_STEPS)`: its middle is less than 9 % away from both ends. */
export const DURATION_STEPS = 6;

export interface WaitingChord {
  readonly group: string;
  readonly left: number;
  readonly dateCreated: string | undefined;
}

/** What is stored about a group besides its members. */
export interface GroupInfo {
  readonly dateCreated: string | undefined;
  readonly dateDone: string | undefined;
  /** Tasks that a chord still waits for. Undefined where none waits. */
  readonly left: number | undefined;
}

export const NO_GROUP: GroupInfo = { dateCreated: undefined, dateDone: undefined, left: undefined };

/** Numbers over all tasks. Every query is bounded by rows. */
export interface TaskNumbers {
  counts(): Promise<TaskCounts>;
  /** The values of texts, up to 200 of each. Undefined where finding them would read the whole storage. */
  values(): Promise<{ readonly [Text in IndexText]: readonly string[] | undefined }>;
  /**
   * Up to 200 rows in a state, in no order, by an index of states. Undefined without such an index. A list would reach
   * an old row of a rare state after many steps only.
   */
  inState(status: string): Promise<readonly IndexRow[] | undefined>;
  /** What changed since a moment: UTC with microseconds. */
  activity(since: string): Promise<Activity>;
  /** The newest rows of periodic tasks. */
  periodic(): Promise<readonly IndexRow[]>;
  /** Bytes of the storage; undefined where it does not say. */
  size(): Promise<number | undefined>;
  /** Up to 100 chords that wait, the oldest first. Undefined for a storage without counters of chords. */
  waitingChords(): Promise<readonly WaitingChord[] | undefined>;
  group(id: string): Promise<GroupInfo>;
}
