import type { ChordV1 } from './v1-tasks.ts';

/** Path of the numbers over all tasks. */
export const STATS_PATH = 'v1/stats/';

/** Spans of time for which there is an activity. The first one is the default. */
export const STATS_WINDOWS = ['1h', '24h', '7d'] as const;

export type StatsWindow = (typeof STATS_WINDOWS)[number];

/** Parameters of `GET v1/stats/`. */
export interface StatsQuery {
  /** The window of the activity. Default: `1h`. */
  readonly window?: StatsWindow | undefined;
}

/** Response to `GET v1/stats/`. A part that could not be read is null, and `errors` has the reason. */
export interface StatsBody {
  readonly counts: CountsV1 | null;
  readonly activity: ActivityV1 | null;
  readonly failures: FailuresV1 | null;
  /** Running tasks, the earliest start first. */
  readonly running: RunningV1 | null;
  /** Null also if the storage has no counters of chords. */
  readonly chords: { readonly as_of: string; readonly waiting: readonly ChordV1[] } | null;
  readonly periodic: PeriodicV1 | null;
  readonly table: TableV1 | null;
  readonly values: ValuesV1 | null;
  /** A sentence for each part that could not be read, by its name. */
  readonly errors: Readonly<Record<string, string>>;
}

/** `exact`; `estimate`: by the statistics of the database; `at_least`: there are this many, and more. */
export type Exactness = 'exact' | 'estimate' | 'at_least';

export interface CountV1 {
  readonly count: number;
  readonly exactness: Exactness;
}

/** Number of tasks, in total and by state. */
export interface CountsV1 {
  /** Time of the count. */
  readonly as_of: string;
  readonly total: CountV1;
  readonly states: Readonly<Record<string, CountV1>>;
}

/** Changes of tasks in a window of time that ends now. */
export interface ActivityV1 {
  readonly as_of: string;
  /** The window that was asked for. */
  readonly window: StatsWindow;
  /** Where the window begins. It ends at `as_of`. */
  readonly since: string;
  /** Number of rows in the window. */
  readonly rows: number;
  /** Whether the window is shorter than requested, since it has too many rows. */
  readonly cut: boolean;
  /** Seconds of a step: a minute, ten minutes or an hour. */
  readonly step: number;
  /** Every step of the window in which a task changed, the oldest first. */
  readonly steps: readonly StepV1[];
  /** The names with the most changes first, up to 50. */
  readonly names: readonly NameV1[];
  /** Over all names. */
  readonly durations: DurationsV1;
}

export interface StepV1 {
  readonly start: string;
  /** Number of tasks by their current state. */
  readonly states: Readonly<Record<string, number>>;
  readonly durations: DurationsV1;
}

export interface NameV1 {
  /** Null for tasks whose name is not stored. */
  readonly name: string | null;
  readonly states: Readonly<Record<string, number>>;
  readonly durations: DurationsV1;
}

/** Seconds from start to end of tasks that ended and have both dates. The percentiles are within 10 %. */
export interface DurationsV1 {
  /** Number of these tasks. */
  readonly n: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** The newest failures, grouped by name, exception class and message. */
export interface FailuresV1 {
  readonly as_of: string;
  /** Number of failures that were read, up to 500. */
  readonly looked_at: number;
  readonly groups: readonly FailureGroupV1[];
}

export interface FailureGroupV1 {
  readonly name: string | null;
  /** Name of the exception class. Null if the client may not see errors. */
  readonly exc: string | null;
  /** The message without its digits and ids. */
  readonly message: string | null;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
  /** Id of the newest task of the group. */
  readonly example: string;
}

export interface RunningV1 {
  readonly as_of: string;
  readonly count: CountV1;
  /** Up to 50. */
  readonly tasks: readonly RunningTaskV1[];
}

export interface RunningTaskV1 {
  readonly id: string;
  readonly status: string;
  readonly name: string | null;
  readonly worker: string | null;
  /** Time of the start; if it is not stored, the time of the last write. */
  readonly since: string | null;
  /** The p95 of tasks with this name, if 20 or more of them ended in the window. */
  readonly p95: number | null;
  /** Whether the task has run for more than a minute and for more than three times the p95. */
  readonly stuck: boolean;
}

export interface PeriodicV1 {
  readonly as_of: string;
  readonly tasks: readonly {
    readonly periodic: string;
    readonly name: string | null;
    /** Up to ten, the newest first. */
    readonly last: readonly { readonly id: string; readonly status: string; readonly date_done: string | null }[];
  }[];
}

/** The table of tasks. */
export interface TableV1 {
  readonly as_of: string;
  readonly rows: CountV1;
  /** Size with indexes in bytes; null if the database does not report it. */
  readonly bytes: number | null;
  /** The earliest `date_done`. */
  readonly oldest: string | null;
}

/** The values that filters may have, up to 200 of each. Null if finding them would read the whole table. */
export interface ValuesV1 {
  readonly as_of: string;
  readonly status: readonly string[] | null;
  readonly name: readonly string[] | null;
  readonly worker: readonly string[] | null;
  readonly periodic: readonly string[] | null;
}
