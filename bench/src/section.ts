/** One part of the report. */
export interface Section {
  readonly title: string;
  /** Markdown below the title: a table, and what has to be known to read it. */
  readonly text: string;
  /** Rows for the table of goals at the head of the report. */
  readonly goals?: readonly GoalRow[];
}

/** A goal and how far it was reached, as they stand in the report. */
export interface GoalRow {
  readonly goal: string;
  readonly must: string;
  readonly aim: string;
  /** Such as `14.2× (13.1–15.0)`. */
  readonly reached: string;
  /** What that is called: `aim`, `must`, `no`, or `not measured`. */
  readonly verdict: Verdict;
}

export type Verdict = 'aim' | 'must' | 'no' | 'not measured';

/** How much is run. */
export interface BenchOptions {
  /** Little of everything, which only shows that it still runs. */
  readonly short: boolean;
}
