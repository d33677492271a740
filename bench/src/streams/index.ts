import { migrate, notify } from '@celery-results/server';
import { ownRedisOrSkip, pythonOrSkip, testDatabaseOrSkip } from '@celery-results/testing';
import { findDatabaseProcess } from '../machine/database-process.ts';
import type { BenchOptions, Section } from '../section/section.ts';
import { type Amounts, FULL, SHORT } from './amounts.ts';
import { measureBrowsers } from './browsers.ts';
import { measureDelays } from './delays.ts';
import { measureFanOut, measureIdle } from './idle.ts';
import { countPageRequests, PAGE_TASKS } from './page-requests.ts';
import { browserSection, type Delays, delaySection, idleSection } from './sections.ts';
import { redisStorage, type Storage, sqlStorage } from './storages.ts';
import { startBare, startDjangoStreams, startOurs, withServer } from './stream-servers.ts';

/** Measures streams of events on PostgreSQL and Redis, beside other servers. */
export async function streamSections({ short }: BenchOptions): Promise<readonly Section[]> {
  const amounts = short ? SHORT : FULL;
  const database = await testDatabaseOrSkip('postgres');
  if (!database) return [];
  try {
    await migrate(database.url);
    const storage = sqlStorage(database);
    await storage.insert('watched', amounts.tasks);
    await storage.insert('own', amounts.streams);
    await storage.insert('browser', amounts.idle);
    await storage.insert('page', PAGE_TASKS);
    const page = withServer(startOurs(database.url), (server) => countPageRequests(server, amounts));
    const idle = {
      ours: await withServer(startOurs(database.url), (server) => measureIdle(server, amounts)),
      bare: await withServer(startBare(), (server) => measureIdle(server, amounts)),
    };
    const { pids } = await findDatabaseProcess(database);
    const share = await withServer(startOurs(database.url), (server) =>
      measureBrowsers(server, amounts, { ...storage, database: pids }),
    );
    const delays = await measureAllDelays(storage, amounts);
    const fanOut = {
      ours: await withServer(startOurs(database.url), (server) =>
        measureFanOut(server, amounts, (id) => storage.write(id, Math.random())),
      ),
      bare: await withServer(startBare(), (server) =>
        measureFanOut(server, amounts, () => fetch(server.url, { method: 'POST', body: '{"result": 1}' })),
      ),
    };
    return [
      idleSection(amounts, idle, fanOut),
      delaySection(amounts, delays),
      browserSection(amounts, { share, requests: await page }),
    ];
  } finally {
    await database.close();
  }
}

/** Installs the triggers on its way: what comes later is notified. */
async function measureAllDelays(storage: Storage, amounts: Amounts): Promise<Delays> {
  const { url } = storage;
  const ours = (): Promise<readonly number[]> =>
    withServer(startOurs(url), (server) => measureDelays(server, amounts, storage));
  const python = await pythonOrSkip();
  const django =
    python === undefined
      ? undefined
      : await withServer(startDjangoStreams(python, url), (server) =>
          measureDelays(server, { ...amounts, rounds: 1 }, storage),
        );
  const polling = await ours();
  await notify(url, 'install');
  return { django, polling, notified: await ours(), redis: await redisDelays(amounts) };
}

async function redisDelays(amounts: Amounts): Promise<readonly number[] | undefined> {
  const redis = await ownRedisOrSkip();
  if (!redis) return undefined;
  const storage = await redisStorage(redis.url);
  try {
    await storage.insert('own', amounts.streams);
    return await withServer(startOurs(redis.url), (server) => measureDelays(server, amounts, storage));
  } finally {
    storage.close();
    await redis.stop();
  }
}
