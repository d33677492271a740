import { checkMilliseconds, checkOption } from '../lib/check-option.ts';

/**
 * Bounds of the delay between two reads of an unfinished task, in milliseconds. Each is 1 or more. If only one is
 * given, the default of the other adapts: `interval: 20_000` is every 20 s, and `maxInterval: 500` every 0.5 s.
 */
export interface PollOptions {
  /** Shortest delay, for a task that is new or has just changed. Default 1,000. */
  readonly interval?: number | undefined;
  /** Longest delay, for a task that has not changed for long. Default 5,000, and 10,000 after 80 s without a change. */
  readonly maxInterval?: number | undefined;
}

/** Times of a task's last response and of its last change, in milliseconds since 1970. */
export interface LastRead {
  /** Time of the last response or error. */
  readonly answeredAt: number;
  readonly changedAt: number;
  /** Time of the first error after the last response. Leave it out if the last read got a response. */
  readonly failingSince?: number | undefined;
}

/** Delay as a share of the time since the last change. A task of ten minutes without changes is read about 90 times. */
const DELAY_SHARE = 0.1;
const MIN_INTERVAL = 1_000;
const MAX_INTERVAL = 5_000;
/** Time without a change after which the default of `maxInterval` doubles, which limits the reads of a long task. */
const LONG_SILENCE_MS = 80_000;
/** Longest delay after errors. */
const MAX_BACKOFF_MS = 30_000;

/**
 * Computes the milliseconds from the last response to the next read. They are 10 % of the time since the last change,
 * rounded to multiples of `interval` and kept within the bounds. While reads fail, the delay is the time since the
 * first error instead, up to 30 s: it doubles with each error.
 *
 * Reads start on the ticks of a clock: `offset` plus multiples of the delay. Tasks whose first reads were at different
 * times soon share their ticks, and therefore a batch.
 *
 * The function is pure, and its arguments change only with a response. If a running delay changed, TanStack would
 * restart its timer each time.
 *
 * @throws RangeError that names the option, for a bound that is not a number of milliseconds, or bounds in wrong order
 */
export function pollDelay(
  { answeredAt, changedAt, failingSince }: LastRead,
  { interval = MIN_INTERVAL, maxInterval, offset = 0 }: PollOptions & { readonly offset?: number } = {},
): number {
  checkMilliseconds('maxInterval', maxInterval);
  checkMilliseconds('interval', interval);
  checkOption('interval', interval, !exceeds(interval, maxInterval), `at most maxInterval (${maxInterval})`);
  const silence = answeredAt - changedAt;
  const isFailing = failingSince !== undefined;
  const longest = maxInterval ?? (silence > LONG_SILENCE_MS ? 2 * MAX_INTERVAL : MAX_INTERVAL);
  const limit = Math.max(interval, isFailing ? Math.max(longest, MAX_BACKOFF_MS) : longest);
  const share = isFailing ? answeredAt - failingSince : silence * DELAY_SHARE;
  const target = Math.min(limit, Math.max(1, Math.round(share / interval)) * interval);
  const delay = target - ((answeredAt - offset) % target);
  // use the tick that is nearest to the target, unless it is later than the longest delay
  const isNextTickNearer = delay < target / 2 && (target === interval || delay + target <= limit);
  return isNextTickNearer ? delay + target : delay;
}

/** Merges the bounds of a poll into those of its client. If only one is given, it adapts the client's other bound. */
export function mergeBounds(client: PollOptions | undefined, poll: PollOptions): PollOptions {
  return override(override({ interval: MIN_INTERVAL }, client), poll);
}

function override(below: PollOptions, { interval, maxInterval }: PollOptions = {}): PollOptions {
  return {
    interval: interval ?? (exceeds(below.interval, maxInterval) ? maxInterval : below.interval),
    maxInterval: maxInterval ?? (exceeds(interval, below.maxInterval) ? interval : below.maxInterval),
  };
}

function exceeds(shortest: number | undefined, longest: number | undefined): boolean {
  return shortest !== undefined && longest !== undefined && shortest > longest;
}
