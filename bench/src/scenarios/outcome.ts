import type { Database } from '../options.ts';

/** One measurement. */
export interface Run {
  /** Requests a second, or ids where the scenario says so. */
  readonly perSecond: number;
  /** Milliseconds of a request. */
  readonly p50: number;
  readonly p99: number;
  /** Part of the requests that was answered with an error or not at all: they are left out of `perSecond`. */
  readonly refused: number;
  /** What is only known where there is a /proc. */
  readonly machine?: MachineUse;
}

export interface MachineUse {
  /** Milliseconds of CPU for each request, or id. */
  readonly server: number;
  readonly database: number;
  /** Part of all cores that server and database took together: 1 is the whole machine. */
  readonly share: number;
  /** Bytes of the server's processes. */
  readonly resident: number;
  /** Cores that processes took which have no part in this. */
  readonly others: number;
}

/** What was measured of one server, round by round. */
export interface Line {
  readonly label: string;
  readonly runs: readonly Run[];
}

/** A table of the report. */
export interface Outcome {
  /** What goals name it by. */
  readonly key: OutcomeKey;
  readonly database: Database;
  readonly title: string;
  /** What has to be known to read it. */
  readonly note: string;
  /** What is counted: `requests` or `ids`. */
  readonly unit: string;
  /** Label of the line that the others are compared with. */
  readonly subject: string;
  readonly lines: readonly Line[];
  /** Asked at a rate that is given: how many were answered compares nothing. */
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
