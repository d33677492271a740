import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonOrSkip, type Releases, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedStore } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { resultBackend } from './stores/celery-writer.ts';

/** Tables that Celery itself creates and fills: first the oldest release, then the current one in the same tables. */

const run = promisify(execFile);
const WRITE = fileURLToPath(new URL('write-with-celery.py', import.meta.url));
const pythons = { current: await pythonOrSkip(), oldest: await pythonOrSkip('oldest') };

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  const isSkipped = database === undefined || pythons.current === undefined || pythons.oldest === undefined;
  describe.skipIf(isSkipped)(`what releases of Celery store in ${kind}`, () => {
    if (database !== undefined) hold(database);
  });
}

/** Where Celery does not store UTC: the worker's session decides on PostgreSQL, and Celery's setting elsewhere. */
const SESSION_ZONE = 'Asia/Kathmandu';
const CELERY_ZONE = 'Europe/Berlin';

function hold(database: TestDatabase): void {
  const url = resultBackend(database);
  /** Opened on the tables of the oldest release, and open while the current one adds columns to them. */
  let early: OpenedStore;

  const write = (releases: Releases, serializer: string): Promise<unknown> =>
    run(pythons[releases] ?? '', [WRITE, url, serializer, `${releases}-${serializer}`]);

  beforeAll(async () => {
    if (database.kind === 'postgres')
      await database.execute(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET timezone = '${SESSION_ZONE}'`);
    await write('oldest', 'json');
    early = await openTestStore(url);
    await write('oldest', 'pickle');
    await write('current', 'json');
    await write('current', 'pickle');
  });
  afterAll(async () => {
    await early?.close();
    await database.close();
  });

  const names = ['oldest-json', 'oldest-pickle', 'current-json', 'current-pickle'];

  it.each(names)('reads the results of %s, with details', async (name) => {
    const serializer = name.endsWith('pickle') ? 'pickle' : 'json';
    const late = await openTestStore(url, { serializer });
    for (const store of serializer === 'json' ? [early, late] : [late]) {
      const ids = [`${name}-done`, `${name}-started`, `${name}-failed`];
      const found = await store.results.tasks(ids, 'details');
      expect(ids.map((id) => found.get(id))).toMatchObject([
        { kind: 'value', status: '"SUCCESS"', result: '{"n": [1, 2.5, "\\u00e9"]}' },
        { kind: 'value', status: '"STARTED"', result: '{"pid": 1}' },
        { kind: 'exception', repr: `"ValueError('no', 5)"`, traceback: '"Traceback \\u00e9"' },
      ]);
      expect(found.get(`${name}-done`)?.details).toMatchObject({ name: 'shop.work', worker: 'w@host' });
    }
    await late.close();
  });

  it.each(names)('reads the group of %s', async (name) => {
    const store = await openTestStore(url, { serializer: name.endsWith('pickle') ? 'pickle' : 'json' });
    expect((await store.results.groups([`${name}-group`])).get(`${name}-group`)).toEqual({
      kind: 'group',
      members: [
        { kind: 'task', id: `${name}-done`, idText: `"${name}-done"` },
        {
          kind: 'group',
          idText: `"${name}-inner"`,
          members: [{ kind: 'task', id: `${name}-failed`, idText: `"${name}-failed"` }],
        },
      ],
    });
    await store.close();
  });

  it('reads the date of the current release by its time zone', async () => {
    const celeryTimezone = database.kind === 'postgres' ? SESSION_ZONE : CELERY_ZONE;
    const store = await openTestStore(url, { celeryTimezone });
    const { dateDone = '' } =
      (await store.results.tasks(['current-json-done'], 'details')).get('current-json-done')?.details ?? {};
    const age = Date.now() - Date.parse(dateDone);
    expect(age).toBeGreaterThan(-60_000);
    expect(age).toBeLessThan(20 * 60_000);
    await store.close();
  });
}
