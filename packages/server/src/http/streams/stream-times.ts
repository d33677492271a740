/** From and to. */
type Range = readonly [number, number];

/** The times and sizes of a stream. Times are in milliseconds. */
export interface StreamTimes {
  /** Time between two heartbeats. */
  readonly heartbeatMs: number;
  /** Time after which a stream ends, chosen at random for each. */
  readonly rotationMs: Range;
  /** Time that clients wait before they reconnect, chosen at random for each. */
  readonly retryMs: Range;
  /** Time from the event `expiring` to the end of the client's rights. */
  readonly expiryWarningMs: number;
  /** Time after which a client that reads nothing is cut. */
  readonly stalledMs: number;
  /** Size of the states that may wait for a client. One for which more waits is cut. */
  readonly maxPendingBytes: number;
  /** Ids of a snapshot that are read at once. */
  readonly snapshotIds: number;
}

export const STREAM_TIMES: StreamTimes = {
  // proxies close a connection that is quiet for 60 s
  heartbeatMs: 15_000,
  rotationMs: [600_000, 900_000],
  retryMs: [1_000, 3_000],
  expiryWarningMs: 60_000,
  stalledMs: 10_000,
  maxPendingBytes: 1024 * 1024,
  snapshotIds: 100,
};

/** A random whole number of a range, so that many clients do not act together. */
export function between([from, to]: Range): number {
  return Math.round(from + Math.random() * (to - from));
}
