import { ownRedisOrSkip, testDatabaseOrSkip } from '@celery-results/testing';
import { createClient } from '@redis/client';
import { fill } from './data/fill.ts';
import { fillRedis } from './data/fill-redis.ts';
import { fillSqlAlchemy } from './data/fill-sqlalchemy.ts';
import type { Amounts } from './data/ids.ts';
import { createCeleryTables, migrate } from './django/project.ts';
import { type DatabaseProcess, findDatabaseProcess } from './machine/database-process.ts';
import type { Database } from './options.ts';

/** A filled storage of results. */
export interface BenchStorage {
  /** In the form of the server's `--store`. */
  readonly url: string;
  /** Creates what the storage needs, and fills it. */
  fill(python: string, amounts: Amounts): Promise<void>;
  findProcess(): Promise<DatabaseProcess>;
  close(): Promise<void>;
}

/** Opens an empty storage. Where there is none, prints a `SKIPPED:` line and returns undefined. */
export async function openStorage(database: Database): Promise<BenchStorage | undefined> {
  if (database === 'redis') return openRedis();
  const isSqlAlchemy = database === 'sqlalchemy';
  const found = await testDatabaseOrSkip(isSqlAlchemy ? 'postgres' : database);
  if (!found) return undefined;
  const url = isSqlAlchemy ? found.url.replace(/^postgres:/, 'db+postgresql:') : found.url;
  return {
    url,
    fill: async (python, amounts) => {
      await (isSqlAlchemy ? createCeleryTables : migrate)(python, url);
      await (isSqlAlchemy ? fillSqlAlchemy : fill)(found, amounts);
    },
    findProcess: () => findDatabaseProcess(found),
    close: found.close,
  };
}

/** Starts a Redis server with its default settings, which stores nothing on disk. */
async function openRedis(): Promise<BenchStorage | undefined> {
  const redis = await ownRedisOrSkip();
  if (!redis) return undefined;
  return {
    url: redis.url,
    fill: (_python, amounts) => fillRedis(redis.url, amounts),
    findProcess: async () => {
      const client = createClient({ url: redis.url });
      await client.connect();
      const info = await client.info('server');
      client.destroy();
      const field = (name: string): string => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? '';
      const pid = Number(field('process_id'));
      return { version: `Redis ${field('redis_version')}`, pids: () => [pid] };
    },
    close: redis.stop,
  };
}
