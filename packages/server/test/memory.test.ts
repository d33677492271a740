import { readFile, writeFile } from 'node:fs/promises';
import {
  foundOrSkip,
  type Listening,
  type OwnRedis,
  ownRedisOrSkip,
  startServer,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { createLargeWriter } from './large-writer.ts';
import { makeCeleryTables, writeCeleryTask } from './stores/celery-writer.ts';
import { insertTask } from './stores/django-rows.ts';
import { connectTestRedis, taskMeta } from './stores/redis-writer.ts';

/** Memory of a process that reads and sends a result of 50 MB. Linux reports its peak. */

/** Memory that a result may take, as a multiple of its size. */
const MAX_MULTIPLE = 3;
/** Less than half of them may take more: on a busy machine V8 collects garbage late. */
const READS = 7;

const ROW = '{"key": "0123456789abcdef0123456789abcdef", "n": 1.5}';
const RESULT = `[${Array.from({ length: 50 * 18_000 }, () => ROW).join(', ')}]`;

const proc = foundOrSkip(
  process.platform === 'linux' ? '/proc' : undefined,
  'only Linux reports the memory of a process',
);

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = proc && (await testDatabaseOrSkip(kind));
  describe.skipIf(database === undefined)(`a result of 50 MB on ${kind}`, () => {
    if (database !== undefined) describeMemory(database.url, () => writeRows(database));
  });
}

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = proc && (await testDatabaseOrSkip(kind));
  describe.skipIf(database === undefined)(`a result of 50 MB in Celery's own tables on ${kind}`, () => {
    if (database !== undefined) describeMemory(`db+${database.url}`, () => writeCeleryRows(database));
  });
}

const redis = proc && (await ownRedisOrSkip());
describe.skipIf(redis === undefined)('a result of 50 MB on Redis', () => {
  if (redis !== undefined) describeMemory(redis.url, () => writeKeys(redis));
});

/** Stores the tasks `large` and `small`. Returns a function that removes the storage. */
async function writeRows(database: TestDatabase): Promise<() => Promise<void>> {
  await migrate(database.url);
  const writer = await createLargeWriter(database);
  await insertTask(writer, { id: 'large', result: RESULT });
  await insertTask(writer, { id: 'small', result: '1' });
  return async () => {
    await writer.close();
    if (writer !== database) await database.close();
  };
}

/** The same in Celery's own tables. */
async function writeCeleryRows(database: TestDatabase): Promise<() => Promise<void>> {
  await makeCeleryTables(database);
  if (database.kind === 'mariadb') await database.execute('ALTER TABLE celery_taskmeta MODIFY result LONGBLOB');
  const writer = await createLargeWriter(database);
  await writeCeleryTask(writer, 'large', { result: RESULT });
  await writeCeleryTask(writer, 'small', { result: '1' });
  return async () => {
    await writer.close();
    if (writer !== database) await database.close();
  };
}

async function writeKeys(own: OwnRedis): Promise<() => Promise<void>> {
  const client = await connectTestRedis(own.url);
  await client.set('celery-task-meta-large', taskMeta('large', { result: RESULT }));
  await client.set('celery-task-meta-small', taskMeta('small', { result: '1' }));
  client.destroy();
  return own.stop;
}

function describeMemory(store: string, write: () => Promise<() => Promise<void>>): void {
  let remove: () => Promise<void>;
  let server: Listening;

  beforeAll(async () => {
    remove = await write();
    server = await startServer({ store, args: ['--log-level', 'silent'] });
  });
  afterAll(async () => {
    await server?.stop();
    await remove?.();
  });

  it('takes at most three times its size, in most of seven reads', async () => {
    for (let time = 0; time < 300; time += 1) await sizeOf('small');
    const idle = await memory('VmRSS');
    const times: number[] = [];
    for (let read = 0; read < READS; read += 1) {
      await resetPeak();
      expect(await sizeOf('large')).toBeGreaterThan(RESULT.length);
      times.push(((await memory('VmHWM')) - idle) / RESULT.length);
    }
    expect(times.toSorted((a, b) => a - b)[(READS - 1) / 2]).toBeLessThan(MAX_MULTIPLE);
  });

  const sizeOf = async (id: string): Promise<number> => {
    const { body } = await fetch(new URL(`task/status/${id}/`, server.url));
    let bytes = 0;
    for await (const chunk of body ?? []) bytes += chunk.length;
    return bytes;
  };

  /** Bytes of a line of the process's status. */
  const memory = async (line: 'VmRSS' | 'VmHWM'): Promise<number> => {
    const status = await readFile(`${proc}/${server.pid}/status`, 'utf8');
    return Number(new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  };

  /** Resets the peak. */
  const resetPeak = (): Promise<void> => writeFile(`${proc}/${server.pid}/clear_refs`, '5');
}
