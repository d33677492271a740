/** How often an unfinished task is asked for. Milliseconds. */
export interface PollOptions {
  /** Shortest wait, for a task that is new or has just changed; more than 0. Default 1,000. */
  readonly interval?: number;
  /** Longest wait. Default 10,000. */
  readonly maxInterval?: number;
}

/** When a task was last asked for, and when it last changed, by the clock. */
export interface LastRead {
  readonly answeredAt: number;
  readonly changedAt: number;
}

/** Share of the time since the last change to wait: a job of ten minutes is asked about 85 times and shown at most 10 s late. */
const SHARE = 0.1;

/**
 * Milliseconds from the last answer to the next read: 10 % of the time since the last change, in whole steps of the shortest wait, within
 * bounds, and moved onto a clock that ticks in multiples of that wait from `phase` on, so that tasks first read at odd moments are soon
 * read together. Pure, and it depends on nothing that moves between two answers: a wait that changes while it lasts would start anew and
 * never end.
 */
export function pollDelay(
  { answeredAt, changedAt }: LastRead,
  { interval = 1_000, maxInterval = 10_000, phase = 0 }: PollOptions & { readonly phase?: number } = {},
): number {
  const steps = Math.max(1, Math.round(((answeredAt - changedAt) * SHARE) / interval));
  const wait = Math.max(interval, Math.min(maxInterval, steps * interval));
  const delay = wait - ((answeredAt - phase) % wait);
  // the nearest tick, unless that is later than the longest wait
  const isNearer = delay < wait / 2 && (wait === interval || delay + wait <= maxInterval);
  return isNearer ? delay + wait : delay;
}
