/** One section of the report. */
export interface Section {
  readonly title: string;
  /** Markdown: a table, and how to read it. */
  readonly text: string;
  /** Rows for the table of goals at the head of the report. */
  readonly goals?: readonly GoalRow[];
}

/** A goal and the measured figure, as the report prints them. */
export interface GoalRow {
  readonly goal: string;
  /** The bound that a release has to reach. */
  readonly must: string;
  /** The better bound that is aimed at. */
  readonly aim: string;
  /** The measured figure, such as `14.2× (13.1–15)`. */
  readonly reached: string;
  readonly verdict: Verdict;
}

/** The best bound that a figure reaches; `no` where it reaches none. */
export type Verdict = 'aim' | 'must' | 'no' | 'not measured';

export interface BenchOptions {
  /** Runs little of everything: it checks that all parts run, and its figures mean nothing. */
  readonly short: boolean;
}
