import { createClient } from '@redis/client';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Log } from '../log-requests.ts';
import { type CreateCounter, countInMemory } from './rate-limits.ts';

/** Counters that several servers share. */
export interface RedisCounters {
  readonly createCounter: CreateCounter;
  close(): void;
}

/** Milliseconds that a request waits for Redis before it is counted here. */
const TIMEOUT = 250;
const MOST_RETRY = 2_000;

/**
 * Counts in Redis, and in this process while Redis does not answer: neither is a request refused for that, nor is everything let through.
 * Connects by itself, again and again.
 */
export function countInRedis(url: string, log: Log): RedisCounters {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: TIMEOUT },
    socket: {
      connectTimeout: MOST_RETRY,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 6), MOST_RETRY),
    },
  });
  let isAway = false;
  client.on('error', (error: unknown) => {
    if (!isAway) log.error({ err: error }, 'Redis does not answer: requests are counted by each server for itself');
    isAway = true;
  });
  client.on('ready', () => {
    if (isAway) log.info({}, 'Redis answers again');
    isAway = false;
  });
  // it never gives up, and what goes wrong is told to the listener above
  client.connect().catch(() => {});
  return {
    createCounter: (name, { requests, seconds }) =>
      new RateLimiterRedis({
        storeClient: client,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        keyPrefix: `celery-results:rate:${name}`,
        points: requests,
        duration: seconds,
        // who is over the limit is not asked about again
        inMemoryBlockOnConsumed: requests + 1,
        insuranceLimiter: countInMemory(name, { requests, seconds }) as never,
      }),
    close: () => client.destroy(),
  };
}
