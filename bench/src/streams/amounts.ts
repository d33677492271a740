/** How much is measured. */
export interface Amounts {
  /** Idle streams, and browsers with a task each. */
  readonly idle: number;
  /** Streams with a task of their own each, for delays. */
  readonly streams: number;
  /** Tasks that all idle streams watch together. */
  readonly tasks: number;
  /** Seconds over which heartbeats and browsers are measured. */
  readonly seconds: number;
  /** Changes of each measurement. */
  readonly rounds: number;
  /** Milliseconds between two writes: the database must not be what is measured. */
  readonly pauseMs: number;
  /** Seconds over which the requests of a page are counted. */
  readonly pageSeconds: number;
}

export const FULL: Amounts = {
  idle: 10_000,
  streams: 1_000,
  tasks: 200,
  seconds: 30,
  rounds: 5,
  pauseMs: 3,
  pageSeconds: 600,
};

export const SHORT: Amounts = {
  idle: 60,
  streams: 20,
  tasks: 10,
  seconds: 0.5,
  rounds: 1,
  pauseMs: 0,
  pageSeconds: 1,
};
