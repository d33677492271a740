import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Log } from '../../lib/log.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Counter } from './rate-limits.ts';

/** A request waits this long for a remote counter before it is counted locally. */
const TIMEOUT_MS = 250;
/** A remote counter that did not answer is not asked for this time: otherwise many requests would wait. */
const PAUSE_MS = 2_000;

/**
 * Counts remotely, or locally while the remote counter does not answer. So an outage does not refuse requests, and the
 * limits still apply.
 */
export function withFallback(remote: Counter, local: Counter, outages: OutageLog): Counter {
  let pausedUntil = 0;
  return {
    consume: async (key) => {
      if (performance.now() < pausedUntil) return local.consume(key);
      try {
        const count = await inTime(remote.consume(key));
        outages.ended();
        return count;
      } catch (error) {
        if (error instanceof RateLimiterRes) throw error;
        pausedUntil = performance.now() + PAUSE_MS;
        outages.began(error);
        return local.consume(key);
      }
    },
  };
}

/** Limits the time until an answer. Timeouts of limiters and clients end when a command is sent, or much later. */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
  return withTimeout(answer, TIMEOUT_MS, (): never => {
    throw new Error(`no answer in ${TIMEOUT_MS} ms`);
  });
}

export interface OutageLog {
  began(error: unknown): void;
  ended(): void;
}

export interface OutageNames {
  /** The service that does not answer, as the first words of a sentence. */
  readonly service: string;
  /** The process that counts alone during an outage: a server or a worker. */
  readonly counter: string;
}

/** Logs the beginning of an outage once, and its end once. */
export function createOutageLog(log: Log, { service, counter }: OutageNames): OutageLog {
  let isOut = false;
  return {
    began: (error) => {
      if (!isOut) log.error({ err: error }, `${service} does not answer: each ${counter} counts requests by itself`);
      isOut = true;
    },
    ended: () => {
      if (isOut) log.info({}, `${service} answers again`);
      isOut = false;
    },
  };
}
