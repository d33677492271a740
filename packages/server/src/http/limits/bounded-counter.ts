import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Counter, Rate } from './counter.ts';

/** Largest number of stored keys. The counter of the library has no limit, and a timer for each key. */
const MAX_KEYS = 50_000;

interface Window {
  count: number;
  /** Milliseconds of the monotonic clock. */
  readonly endsAt: number;
}

/**
 * Counts the requests of each key in windows of fixed length, in this process. When there are too many keys, the one
 * whose window ends first is forgotten.
 */
export function createBoundedCounter({ requests, seconds }: Rate, maxKeys: number = MAX_KEYS): Counter {
  // ordered by the end of the windows, since all have the same length
  const windows = new Map<string, Window>();

  function windowOf(key: string, now: number): Window {
    const found = windows.get(key);
    if (found && now < found.endsAt) return found;
    windows.delete(key);
    removeEnded(now);
    const made = { count: 0, endsAt: now + seconds * 1_000 };
    windows.set(key, made);
    return made;
  }

  function removeEnded(now: number): void {
    for (const [key, { endsAt }] of windows) {
      if (endsAt > now && windows.size < maxKeys) return;
      windows.delete(key);
    }
  }

  return {
    consume: async (key) => {
      const now = performance.now();
      const window = windowOf(key, now);
      window.count += 1;
      const left = Math.max(0, requests - window.count);
      const result = new RateLimiterRes(left, window.endsAt - now, window.count, window.count === 1);
      if (window.count > requests) throw result;
      return result;
    },
  };
}
