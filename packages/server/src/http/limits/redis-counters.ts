import { createClient } from '@redis/client';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Log } from '../log-requests.ts';
import { insured, inTime, outageLog } from './insured-counter.ts';
import { type CreateCounter, countInMemory } from './rate-limits.ts';

/** Counters that several servers share. */
export interface RedisCounters {
  readonly createCounter: CreateCounter;
  close(): void;
}

/** Milliseconds between two tries to connect, at the most. */
const MOST_RETRY = 2_000;

/**
 * Counts in Redis, and in this server while Redis does not answer. Connects by itself, again and again; a Redis that is not there is not
 * waited for.
 *
 * @param createLocal makes what counts meanwhile. Default: {@link countInMemory}
 */
export async function openRedisCounters(
  url: string,
  log: Log,
  createLocal: CreateCounter = countInMemory,
): Promise<RedisCounters> {
  const tell = outageLog(log, 'Redis', 'server');
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
      return insured(remote, createLocal(name, rate), tell);
    },
    close: () => client.destroy(),
  };
}
