import type { Log } from '../../lib/log.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import { openRedisClient } from '../limits/redis-client.ts';
import { inTime } from '../limits/with-fallback.ts';
import { authUnavailable } from './auth-problems.ts';
import type { DenyList } from './deny-list.ts';

export interface RedisDenyListOptions {
  readonly url: string;
  /** The key of the set whose members are the `jti` of revoked tokens. */
  readonly key: string;
  readonly log: Log;
  /** Milliseconds for which an answer is used without asking again. Default 2,000. */
  readonly fresh?: number;
  /** Milliseconds for which an answer is used while Redis does not answer. Default 60,000. */
  readonly grace?: number;
}

/** A list of revoked tokens that several servers share. */
export interface RedisDenyList extends DenyList {
  close(): void;
}

const FRESH_MS = 2_000;
const GRACE_MS = 60_000;
/** Redis is not asked for this time after a missing answer: otherwise each request would wait for it. */
const PAUSE_MS = 1_000;
const MAX_ANSWERS = 100_000;

interface Answer {
  readonly isRevoked: boolean;
  readonly at: number;
}

/**
 * Asks a Redis set which tokens are revoked. While Redis does not answer, its answers of the last minute are used.
 * Other tokens are refused with 503: an outage of Redis must not make a revoked token valid.
 */
export async function openRedisDenyList(options: RedisDenyListOptions): Promise<RedisDenyList> {
  const { url, key, log, fresh = FRESH_MS, grace = GRACE_MS } = options;
  const answers = createLruCache<Answer>(MAX_ANSWERS);
  let isOut = false;
  let pausedUntil = 0;

  function began(error: unknown): void {
    if (!isOut) log.error({ err: error }, 'the Redis of revoked tokens does not answer: unknown tokens are refused');
    isOut = true;
  }

  function ended(): void {
    if (isOut) log.info({}, 'the Redis of revoked tokens answers again');
    isOut = false;
  }

  const client = await openRedisClient(url, began);

  async function ask(id: string): Promise<boolean> {
    const isRevoked = (await inTime(client.sIsMember(key, id))) === 1;
    answers.set(id, { isRevoked, at: performance.now() }, { lifetime: grace, size: 1 });
    ended();
    return isRevoked;
  }

  return {
    has: async (id) => {
      const known = answers.get(id);
      const now = performance.now();
      if (known && now - known.at < fresh) return known.isRevoked;
      try {
        if (now >= pausedUntil) return await ask(id);
      } catch (error) {
        pausedUntil = performance.now() + PAUSE_MS;
        began(error);
      }
      if (known) return known.isRevoked;
      throw authUnavailable();
    },
    close: () => client.destroy(),
  };
}
