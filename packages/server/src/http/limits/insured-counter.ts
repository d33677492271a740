import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Log } from '../log-requests.ts';
import type { Counter } from './rate-limits.ts';

/** Milliseconds that a request waits for a counter elsewhere before it is counted here. */
const TIMEOUT = 250;
/** Milliseconds in which a counter is not asked after it did not answer: its requests would pile up. */
const PAUSE = 2_000;

/** Counts elsewhere, and here while that does not answer: neither is a request refused for that, nor is everything let through. */
export function insured(remote: Counter, local: Counter, tell: OutageLog): Counter {
  let pausedUntil = 0;
  return {
    consume: async (key) => {
      if (performance.now() < pausedUntil) return local.consume(key);
      try {
        const count = await inTime(remote.consume(key));
        tell.back();
        return count;
      } catch (error) {
        if (error instanceof RateLimiterRes) throw error;
        pausedUntil = performance.now() + PAUSE;
        tell.away(error);
        return local.consume(key);
      }
    },
  };
}

/** Limiters' and clients' own timeouts end when a command is sent, or much later. */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${TIMEOUT} ms`)), TIMEOUT);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

export interface OutageLog {
  away(error: unknown): void;
  back(): void;
}

/**
 * Tells once that it began, and once that it is over.
 *
 * @param who does not answer, as a sentence begins
 * @param each who counts for itself meanwhile
 */
export function outageLog(log: Log, who: string, each: string): OutageLog {
  let isAway = false;
  return {
    away: (error) => {
      if (!isAway) log.error({ err: error }, `${who} does not answer: requests are counted by each ${each} for itself`);
      isAway = true;
    },
    back: () => {
      if (isAway) log.info({}, `${who} answers again`);
      isAway = false;
    },
  };
}
