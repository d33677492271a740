/** How often an unfinished task is asked for. Milliseconds. */
export interface PollOptions {
  /** Shortest wait, used for a task that is new or has just changed; more than 0. Default 1,000. */
  readonly interval?: number;
  /** Longest wait. Default 10,000. */
  readonly maxInterval?: number;
}

/** Share of the time since the last change to wait: a job of ten minutes is asked about 85 times and shown at most 10 s late. */
const SHARE = 0.1;

/**
 * Milliseconds until the next read: 10 % of the time since the last change, in whole steps of the shortest wait, within bounds. Pure, and
 * it depends on nothing that moves between two answers: an interval that changes on a re-render re-arms the timer and never fires.
 */
export function pollInterval(sinceChange: number, { interval = 1_000, maxInterval = 10_000 }: PollOptions): number {
  const steps = Math.max(1, Math.round((sinceChange * SHARE) / interval));
  return Math.max(interval, Math.min(maxInterval, steps * interval));
}
