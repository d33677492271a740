import { RateLimiterRes } from 'rate-limiter-flexible';
import { createLruCache } from '../../lib/lru-cache.ts';
import type { Counter } from './rate-limits.ts';

/** Largest number of stored keys. A key that was dropped is counted again. */
const MAX_KEYS = 10_000;

/** A key that is over its limit, and the time of its next request. */
interface Refusal {
  readonly consumedPoints: number;
  /** On the clock of `performance.now()`. */
  readonly until: number;
}

/**
 * Refuses a key above its limit without asking the counter again, until its period ends. The limiter has an option
 * for this, but uses the time of day: a clock that is set back would make the refusal longer.
 */
export function refuseAgain(counter: Counter): Counter {
  const refusals = createLruCache<Refusal>(MAX_KEYS);
  return {
    consume: async (key) => {
      const refused = refusals.get(key);
      if (refused) throw new RateLimiterRes(0, refused.until - performance.now(), refused.consumedPoints);
      try {
        return await counter.consume(key);
      } catch (error) {
        if (error instanceof RateLimiterRes && error.msBeforeNext > 0) {
          const { msBeforeNext: lifetime, consumedPoints } = error;
          refusals.set(key, { consumedPoints, until: performance.now() + lifetime }, { lifetime, size: 1 });
        }
        throw error;
      }
    },
  };
}
