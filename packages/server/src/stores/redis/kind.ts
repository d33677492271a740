import { ConfigError } from '../../problems/errors.ts';
import { refuseTriggers } from '../refuse-triggers.ts';
import type { StoreKind } from '../store-kind.ts';
import { parseRedisUrl, REDIS_EXAMPLES, REDIS_SCHEMES } from './parse-redis-url.ts';

/** The results of Celery's Redis backend. Each part is loaded when it is first used. */
export const redisKind: StoreKind = {
  schemes: REDIS_SCHEMES,
  examples: REDIS_EXAMPLES,
  locate: (url) => {
    const location = parseRedisUrl(url);
    return {
      open: async (options) => (await import('./open-redis-store.ts')).openRedisStore(location, options),
      examine: async (options) => (await import('./doctor/examine-redis.ts')).examineRedis(location, options),
      notify: refuseTriggers,
      printIndexes: async () => {
        throw new ConfigError('indexes are for tables: Redis has none');
      },
      migrate: async () => {
        throw new ConfigError('Redis needs no tables: migrate has nothing to create');
      },
    };
  },
};
