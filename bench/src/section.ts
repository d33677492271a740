/** One part of the report. */
export interface Section {
  readonly title: string;
  /** Markdown below the title: a table, and what has to be known to read it. */
  readonly text: string;
}

/** How much is run. */
export interface BenchOptions {
  /** Little of everything, which only shows that it still runs. */
  readonly short: boolean;
}
