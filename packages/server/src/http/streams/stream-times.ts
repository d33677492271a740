/** Smallest and largest value. */
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
  /** Time between two checks for revoked rights. */
  readonly revocationMs: number;
  /** Time after which a client that reads nothing is disconnected. */
  readonly stalledMs: number;
  /** Largest size of the states that wait for a client. Above it, the client is disconnected. */
  readonly maxPendingBytes: number;
  /** Largest number of ids of a snapshot that are read at once. */
  readonly snapshotIds: number;
}

export const STREAM_TIMES: StreamTimes = {
  // proxies close a connection after 60 s without data
  heartbeatMs: 15_000,
  rotationMs: [600_000, 900_000],
  retryMs: [1_000, 3_000],
  expiryWarningMs: 60_000,
  revocationMs: 15_000,
  stalledMs: 10_000,
  maxPendingBytes: 1024 * 1024,
  snapshotIds: 100,
};

/** Returns a random whole number in a range, so that many clients do not act at the same time. */
export function between([from, to]: Range): number {
  return Math.round(from + Math.random() * (to - from));
}
