import type { Database } from '../options.ts';

/** One measurement of one server. */
export interface Run {
  /** Requests per second, or ids where the scenario counts ids. */
  readonly perSecond: number;
  /** Percentiles of a request's time, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Share of the requests with an error answer or without an answer. `perSecond` does not include them. */
  readonly refused: number;
  /** Absent on a machine without /proc. */
  readonly machine?: MachineUse;
}

export interface MachineUse {
  /** CPU milliseconds of the server for each request or id. */
  readonly server: number;
  /** CPU milliseconds of the database for each request or id. */
  readonly database: number;
  /** Share of all cores that server and database used together: 1 is the whole machine. */
  readonly share: number;
  /** Resident bytes of the server's processes. */
  readonly resident: number;
  /** Cores that unrelated processes used. */
  readonly others: number;
}

/** The measurements of one server, one for each round. */
export interface Line {
  readonly label: string;
  readonly runs: readonly Run[];
}

/** The measurements of one scenario: a table of the report. */
export interface Outcome {
  /** Goals refer to an outcome by its key. */
  readonly key: OutcomeKey;
  readonly database: Database;
  readonly title: string;
  /** Explains the table to its readers. */
  readonly note: string;
  /** The unit that is counted: `requests` or `ids`. */
  readonly unit: string;
  /** Label of the line that the others are compared with. */
  readonly subject: string;
  readonly lines: readonly Line[];
  /** Whether the requests have a fixed rate, so that their number compares nothing. */
  readonly isPaced?: boolean;
}

export type OutcomeKey =
  | 'single'
  | 'group'
  | 'batch'
  | 'large'
  | 'unchanged-large'
  | 'unchanged-small'
  | 'half'
  | 'pollers';
