import { copyFile, rename, rm } from 'node:fs/promises';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, type OpenedStore } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { groupResult, insertGroup, insertTask } from './stores/django-rows.ts';

/** Tables change while a store reads them: what was right before is right afterwards, without a restart. */

const TASKS = 'django_celery_results_taskresult';
const GROUPS = 'django_celery_results_groupresult';

/** Milliseconds until a store has looked at a changed schema: it looks once a second. */
const SOON = { timeout: 10_000, interval: 200 };

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const available = await testDatabaseOrSkip(kind);
  await available?.close();
  describe.skipIf(available === undefined)(`a changing schema in ${kind}`, () => describeChanges(kind));
}

function describeChanges(kind: TestDatabase['kind']): void {
  let database: TestDatabase;
  let store: OpenedStore;
  beforeEach(async () => {
    const opened = await testDatabaseOrSkip(kind);
    if (!opened) throw new Error(`${kind} is gone`);
    database = opened;
    await migrate(database.url);
    await insertTask(database, { id: 'a', result: '"right"', task_name: 'shop.add' });
    await insertGroup(database, { id: 'g', result: groupResult('g', ['a']) });
  });
  afterEach(async () => {
    await store?.close();
    await database.close();
  });

  /** Everything that requests read. */
  async function readAll(): Promise<unknown> {
    const { tasks, groups, versions } = store.results;
    const [plain, detailed, versioned] = [
      await tasks(['a']),
      await tasks(['a'], 'details'),
      await tasks(['a'], 'version'),
    ];
    const all = [plain, detailed, versioned].map((found) => (found.get('a') as { result?: unknown })?.result);
    return [...all, (await groups(['g'])).size, (await versions(['a'])).size, detailed.get('a')?.details.name];
  }
  const right = ['"right"', '"right"', '"right"', 1, 1, 'shop.add'];

  it('reads on when the type of a column changes', async () => {
    store = await openTestStore(database.url);
    expect(await readAll()).toEqual(right);
    // SQLite cannot change a type
    if (kind === 'sqlite') return;
    const type = kind === 'postgres' ? 'ALTER COLUMN status TYPE varchar(80)' : 'MODIFY status varchar(80)';
    for (const table of [TASKS, TASKS]) await database.execute(`ALTER TABLE ${table} ${type}`);
    const ids = Array.from({ length: 20 }, () => readAll());
    for (const found of await Promise.all(ids)) expect(found).toEqual(right);
    await store.check();
  });

  it('reads on when a table was dropped and made again', async () => {
    store = await openTestStore(database.url);
    expect(await readAll()).toEqual(right);
    for (const table of [TASKS, GROUPS]) await database.execute(`DROP TABLE ${table}`);
    await expect(store.results.tasks(['a'])).rejects.toMatchObject({ name: 'StoreUnavailable', failure: 'schema' });
    await expect(store.check()).rejects.toThrow(`has no table ${TASKS}`);
    await migrate(database.url);
    await insertTask(database, { id: 'a', result: '"right"', task_name: 'shop.add' });
    await insertGroup(database, { id: 'g', result: groupResult('g', ['a']) });
    await expect.poll(() => readAll().catch(String), SOON).toEqual(right);
    await store.check();
  });

  it('finds groups once their table exists', async () => {
    await database.execute(`DROP TABLE ${GROUPS}`);
    store = await openTestStore(database.url);
    expect((await store.results.groups(['g'])).size).toBe(0);
    await migrate(database.url);
    await insertGroup(database, { id: 'g', result: groupResult('g', ['a']) });
    await expect.poll(async () => (await store.results.groups(['g'])).size, SOON).toBe(1);
  });

  it('leaves out a detail whose column was dropped, and shows it when it is back', async () => {
    store = await openTestStore(database.url);
    expect(await readAll()).toEqual(right);
    if (kind !== 'mariadb') await database.execute('DROP INDEX django_cele_worker_d54dd8_idx');
    await database.execute(`ALTER TABLE ${TASKS} DROP COLUMN worker`);
    expect(await readAll()).toEqual(right);
    await store.check();
    await database.execute(`ALTER TABLE ${TASKS} ADD COLUMN worker varchar(100)`);
    await database.execute(`UPDATE ${TASKS} SET worker = 'w@host'`);
    const worker = async (): Promise<unknown> => (await store.results.tasks(['a'], 'details')).get('a')?.details.worker;
    await expect.poll(worker, SOON).toBe('w@host');
  });

  it('says which column answers need and the table has lost', async () => {
    store = await openTestStore(database.url);
    await database.execute(`ALTER TABLE ${TASKS} DROP COLUMN meta`);
    for (const read of [() => store.results.tasks(['a']), () => store.check()])
      await expect(read()).rejects.toMatchObject({
        failure: 'schema',
        message: `the table ${TASKS} has no column meta`,
      });
  });

  it('is not opened before its tables exist, and says so as something that may pass', async () => {
    await database.execute(`DROP TABLE ${TASKS}`);
    await expect(openTestStore(database.url)).rejects.toMatchObject({
      name: 'StoreUnavailable',
      failure: 'schema',
      message: expect.stringContaining(`has no table ${TASKS}`),
    });
  });

  if (kind === 'sqlite') return;

  it('cannot be read, and says so, while the user may not read a table', async () => {
    const user = `reader_${new URL(database.url).pathname.slice(-12)}`;
    const url = new URL(database.url);
    [url.username, url.password] = [user, 'pw'];
    const create =
      kind === 'postgres' ? `CREATE ROLE ${user} LOGIN PASSWORD 'pw'` : `CREATE USER ${user} IDENTIFIED BY 'pw'`;
    await database.execute(create);
    const grant = (table: string): Promise<void> => database.execute(`GRANT SELECT ON ${table} TO ${user}`);
    try {
      await grant(TASKS);
      await grant(GROUPS);
      store = await openTestStore(url.href);
      expect(await readAll()).toEqual(right);
      await database.execute(`REVOKE SELECT ON ${GROUPS} FROM ${user}`);
      for (const read of [() => store.results.groups(['g']), () => store.check()])
        await expect(read()).rejects.toMatchObject({ failure: 'rights', message: expect.stringContaining(GROUPS) });
      await grant(GROUPS);
      await expect.poll(() => readAll().catch(String), SOON).toEqual(right);
      await store.check();
    } finally {
      await store.close();
      if (kind === 'postgres') await database.execute(`DROP OWNED BY ${user}`);
      await database.execute(kind === 'postgres' ? `DROP ROLE ${user}` : `DROP USER ${user}`);
    }
  });
}

describe('a SQLite file that is replaced', () => {
  let results: ResultsFile;
  let store: OpenedStore;
  beforeAll(async () => {
    results = await createResultsFile();
    results.task('a', { result: '1' });
    store = await openTestStore(results.url);
  });
  afterAll(async () => {
    await store.close();
    await results.remove();
  });

  const read = async (): Promise<unknown> =>
    ((await store.results.tasks(['a'])).get('a') as { result?: unknown })?.result;

  it('is read again when a copy takes its name', async () => {
    expect(await read()).toBe('1');
    const copy = `${results.file}.copy`;
    await copyFile(results.file, copy);
    const writer = new Database(copy);
    writer.exec(`UPDATE ${TASKS} SET result = '2'`);
    writer.close();
    await rename(copy, results.file);
    expect(await read()).toBe('2');
    await store.check();
  });

  it('cannot be read while there is none, and is read when there is one', async () => {
    const kept = `${results.file}.kept`;
    await rename(results.file, kept);
    for (const attempt of [read, () => store.check()])
      await expect(attempt()).rejects.toMatchObject({ name: 'StoreUnavailable', cause: { code: 'SQLITE_CANTOPEN' } });
    await migrate(results.url);
    expect(await read()).toBeUndefined();
    await rm(results.file);
    await rename(kept, results.file);
    expect(await read()).toBe('2');
  });
});
