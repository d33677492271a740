import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Log } from '../../lib/log.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Counter } from './rate-limits.ts';

/** A request waits this long for a remote counter before it is counted locally. */
const TIMEOUT_MS = 250;
/** A remote counter that did not answer is left alone for this time: otherwise requests would pile up. */
const PAUSE_MS = 2_000;

/**
 * Counts remotely, and locally while the remote counter does not answer: an outage neither refuses requests nor lets
 * all through.
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

/** The time-outs of limiters and clients end when a command is sent, or much later; this one is for the answer. */
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
  /** What counts by itself meanwhile: a server or a worker. */
  readonly counter: string;
}

/** Logs the beginning and the end of an outage, once each. */
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
