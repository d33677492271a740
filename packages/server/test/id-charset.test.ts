import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { migrate, type OpenedStore } from '../src/index.ts';
import { connect } from '../src/stores/sql/connect.ts';
import { parseSqlUrl } from '../src/stores/sql/sql-location.ts';
import { openTestStore } from './open-test-store.ts';
import { insertTask } from './stores/django-rows.ts';

/** Ids with characters that the table cannot hold: they are unknown, and their neighbours are read all the same. */

const TASKS = 'django_celery_results_taskresult';
const GROUPS = 'django_celery_results_groupresult';

const mariadb = await testDatabaseOrSkip('mariadb');
const postgres = await testDatabaseOrSkip('postgres');
afterAll(async () => {
  await mariadb?.close();
  await postgres?.close();
});

/** Reads of one moment share a query. */
async function expectRight(store: OpenedStore, stored: string, strange: readonly string[]): Promise<void> {
  const reads = ['a', ...strange, stored, 'b'].map(async (id) => [id, (await store.results.tasks([id])).has(id)]);
  const found = (await Promise.all(reads)).filter(([, isFound]) => isFound);
  expect(found.map(([id]) => id)).toEqual(['a', stored, 'b']);
  expect((await store.results.tasks(['a', ...strange, 'b'], 'details')).size).toBe(2);
  expect((await store.results.versions([...strange, 'a'])).size).toBe(1);
  expect((await store.results.groups([...strange, 'g'])).size).toBe(0);
}

describe.skipIf(mariadb === undefined)('an id outside of the character set of a MariaDB table', () => {
  // the server knows the first three; about the others it learns from the error of the database
  it.each([
    { charset: 'latin1', stored: 'café', strange: ['任务-1', '😀', 'Ж', 'a任'] },
    { charset: 'ascii', stored: 'c', strange: ['任务-1', '😀', 'é', 'a任'] },
    { charset: 'utf8mb3', stored: '任务', strange: ['😀', 'a😀'] },
    { charset: 'koi8r', stored: 'задача', strange: ['任务-1', '😀', 'a任'] },
    { charset: 'sjis', stored: 'タスク', strange: ['😀', '가', 'a가'] },
  ])('is unknown in $charset', async ({ charset, stored, strange }) => {
    const database = mariadb as TestDatabase;
    for (const table of [TASKS, GROUPS]) await database.execute(`DROP TABLE IF EXISTS ${table}`);
    await migrate(database.url);
    for (const table of [TASKS, GROUPS])
      await database.execute(`ALTER TABLE ${table} CONVERT TO CHARACTER SET ${charset}`);
    for (const id of ['a', stored, 'b']) await insertTask(database, { id });
    const store = await openTestStore(database.url);
    await expectRight(store, stored, strange);
    await store.close();
  });
});

describe.skipIf(mariadb === undefined)('a MariaDB table whose character set changes', () => {
  it('is asked for the ids that it can hold by now', async () => {
    const database = mariadb as TestDatabase;
    for (const table of [TASKS, GROUPS]) await database.execute(`DROP TABLE IF EXISTS ${table}`);
    await migrate(database.url);
    await database.execute(`ALTER TABLE ${TASKS} CONVERT TO CHARACTER SET latin1`);
    const store = await openTestStore(database.url);
    expect((await store.results.tasks(['任务-1'])).size).toBe(0);
    await database.execute(`ALTER TABLE ${TASKS} CONVERT TO CHARACTER SET utf8mb4`);
    await insertTask(database, { id: '任务-1' });
    const found = async (): Promise<number> => (await store.results.tasks(['任务-1'])).size;
    await expect.poll(found, { timeout: 20_000 }).toBe(1);
    await store.close();
  });
});

describe.skipIf(postgres === undefined)('an id outside of the encoding of a PostgreSQL database', () => {
  it.each([
    { encoding: 'LATIN1', stored: 'café', strange: ['任务-1', '😀', 'Ж', 'a任'] },
    { encoding: 'LATIN2', stored: 'łódź', strange: ['任务-1', '😀', 'Ж', 'a任'] },
    { encoding: 'EUC_JP', stored: 'タスク', strange: ['😀', '가', 'a가'] },
  ])('is unknown in $encoding', async ({ encoding, stored, strange }) => {
    const database = postgres as TestDatabase;
    const url = new URL(database.url);
    url.pathname += `_${encoding.toLowerCase()}`;
    const name = url.pathname.slice(1);
    await database.execute(
      `CREATE DATABASE ${name} ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
    try {
      await migrate(url.href);
      const writer = connect(parseSqlUrl(url.href), { write: true });
      for (const id of ['a', stored, 'b'])
        await insertTask({ execute: (sql, values = []) => writer.raw(sql, [...values]) }, { id });
      await writer.destroy();
      const store = await openTestStore(url.href);
      await expectRight(store, stored, strange);
      await store.close();
    } finally {
      await database.execute(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
});
