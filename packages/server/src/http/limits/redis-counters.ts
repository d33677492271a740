import { createClient } from '@redis/client';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Log } from '../log-requests.ts';
import { type Counter, type CreateCounter, countInMemory } from './rate-limits.ts';

/** Counters that several servers share. */
export interface RedisCounters {
  readonly createCounter: CreateCounter;
  close(): void;
}

/** Milliseconds that a request waits for Redis before it is counted here. */
const TIMEOUT = 250;
/** Milliseconds in which Redis is not asked after it did not answer: its requests would pile up. */
const PAUSE = 2_000;
/** Milliseconds between two tries to connect, at the most. */
const MOST_RETRY = 2_000;

/**
 * Counts in Redis, and in this process while Redis does not answer: neither is a request refused for that, nor is everything let through.
 * Connects by itself, again and again; a Redis that is not there is not waited for.
 */
export async function openRedisCounters(url: string, log: Log): Promise<RedisCounters> {
  const tell = outageLog(log);
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: MOST_RETRY, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, MOST_RETRY) },
  });
  client.on('error', tell.away);
  // it never gives up, and what goes wrong is told to the listener above
  await inTime(client.connect()).catch(() => {});
  return {
    createCounter: (name, rate) => {
      const remote = new RateLimiterRedis({
        storeClient: client,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        keyPrefix: `celery-results:rate:${name}`,
        points: rate.requests,
        duration: rate.seconds,
        // who is over the limit is not asked about again
        inMemoryBlockOnConsumed: rate.requests + 1,
      });
      return insured(remote, countInMemory(name, rate), tell);
    },
    close: () => client.destroy(),
  };
}

function insured(remote: Counter, local: Counter, tell: OutageLog): Counter {
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

/** The client's own timeout ends when a command is sent. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${TIMEOUT} ms`)), TIMEOUT);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface OutageLog {
  away(error: unknown): void;
  back(): void;
}

/** Tells once that it began, and once that it is over. */
function outageLog(log: Log): OutageLog {
  let isAway = false;
  return {
    away: (error) => {
      if (!isAway) log.error({ err: error }, 'Redis does not answer: requests are counted by each server for itself');
      isAway = true;
    },
    back: () => {
      if (isAway) log.info({}, 'Redis answers again');
      isAway = false;
    },
  };
}
