import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Log } from '../../lib/log.ts';
import { type CreateCounter, countInMemory } from './rate-limits.ts';
import { openRedisClient } from './redis-client.ts';
import { refuseAgain } from './refuse-again.ts';
import { createOutageLog, withFallback } from './with-fallback.ts';

/** Counters that several servers share. */
export interface RedisCounters {
  readonly createCounter: CreateCounter;
  close(): void;
}

/**
 * Counts in Redis, or in this server while Redis does not answer. The connection is opened again automatically, and
 * requests do not wait for it.
 *
 * @param createLocal creates the counters for the time without Redis. Default: {@link countInMemory}
 */
export async function openRedisCounters(
  url: string,
  log: Log,
  createLocal: CreateCounter = countInMemory,
): Promise<RedisCounters> {
  const outages = createOutageLog(log, { service: 'Redis', counter: 'server' });
  const client = await openRedisClient(url, outages.began);
  return {
    createCounter: (name, rate) => {
      const remote = new RateLimiterRedis({
        storeClient: client,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        keyPrefix: `celery-results:rate:${name}`,
        points: rate.requests,
        duration: rate.seconds,
      });
      return refuseAgain(withFallback(remote, createLocal(name, rate), outages));
    },
    close: () => client.destroy(),
  };
}
