import { chmod } from 'node:fs/promises';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, openStore, StoreUnavailable } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { insertTask, TASK_TABLE, tasksSql } from './stores/django-rows.ts';

/** Tables with a prefix or in another schema, and users with few rights. */

const USER = 'celery_results_reader';
const PASSWORD = 'a reader';

for (const kind of ['postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`tables and users on ${kind}`, () => {
    if (database !== undefined) describeAccess(database);
  });
}

function describeAccess(database: TestDatabase): void {
  const isPostgres = database.kind === 'postgres';
  const name = new URL(database.url).pathname.slice(1);
  const other = isPostgres ? 'results' : `${name}_other`;
  const user = isPostgres ? `${USER}_${name}` : `'${USER}'@'%'`;
  const reader = new URL(database.url);
  reader.username = isPostgres ? `${USER}_${name}` : USER;
  reader.password = PASSWORD;

  beforeAll(async () => {
    await database.execute(`CREATE SCHEMA ${other}`);
    await database.execute(
      isPostgres
        ? `CREATE ROLE ${user} LOGIN PASSWORD '${PASSWORD}'`
        : `CREATE OR REPLACE USER ${user} IDENTIFIED BY '${PASSWORD}'`,
    );
  });
  afterAll(async () => {
    await database.execute(isPostgres ? `DROP OWNED BY ${user}` : `DROP SCHEMA ${other}`);
    await database.execute(isPostgres ? `DROP ROLE ${user}` : `DROP USER ${user}`);
    await database.close();
  });

  it('names the flags for tables with a prefix or in another schema', async () => {
    await expect(openTestStore(database.url)).rejects.toThrow(
      'the database has no table django_celery_results_taskresult; ',
    );
    await migrate(database.url, { tablePrefix: 'shop_' });
    await expect(openTestStore(database.url)).rejects.toThrow(
      'there is shop_django_celery_results_taskresult: pass --table-prefix "shop_"',
    );
    await expect(openTestStore(database.url, { schema: other, tablePrefix: 'x_' })).rejects.toThrow(
      `has no table ${other}.x_django_celery_results_taskresult`,
    );
    await expect(openTestStore(database.url, { schema: 'no such' })).rejects.toThrow(
      'the schema "no such" has other characters than letters',
    );
  });

  it('makes and reads tables with a prefix in another schema', async () => {
    const options = { tablePrefix: 'app_', schema: other };
    expect(await migrate(database.url, options)).toEqual([
      `${other}.app_django_celery_results_taskresult`,
      `${other}.app_django_celery_results_groupresult`,
      `${other}.app_django_celery_results_chordcounter`,
    ]);
    expect(await migrate(database.url, options)).toEqual([]);
    await insertTask(database, { id: 'a', result: '1' }, `${other}.app_${TASK_TABLE}`);
    const store = await openTestStore(database.url, options);
    expect((await store.results.tasks(['a', 'A'])).get('a')).toMatchObject({ kind: 'value', result: '1' });
    await store.close();
  });

  it('names a table that the user may not read, and needs SELECT on two tables only', async () => {
    await migrate(database.url);
    await insertTask(database, { id: 'a', result: '1' });
    if (isPostgres) await database.execute(`GRANT USAGE ON SCHEMA public TO ${user}`);
    else await database.execute(`GRANT SELECT ON ${name}.django_celery_results_chordcounter TO ${user}`);
    await expect(openTestStore(reader.href)).rejects.toThrow(
      'the user of the store URL may not read the table django_celery_results_taskresult: grant SELECT on it',
    );
    for (const table of ['taskresult', 'groupresult'])
      await database.execute(`GRANT SELECT ON django_celery_results_${table} TO ${user}`);
    const store = await openTestStore(reader.href);
    expect((await store.results.tasks(['a'])).size).toBe(1);
    expect((await store.results.groups(['a'])).size).toBe(0);
    await store.close();
  });

  it('leaves out details whose columns are missing or forbidden', async () => {
    const detailsOf = async (url: string): Promise<unknown> => {
      const store = await openTestStore(url);
      const { details } = (await store.results.tasks(['a'], 'details')).get('a') ?? {};
      await store.close();
      return Object.keys(details ?? {});
    };
    await database.execute('ALTER TABLE django_celery_results_taskresult DROP COLUMN date_created');
    expect(await detailsOf(database.url)).toEqual(['dateDone']);
    await database.execute(`REVOKE SELECT ON django_celery_results_taskresult FROM ${user}`);
    const columns = 'task_id, status, result, meta, traceback, content_encoding, worker';
    await database.execute(`GRANT SELECT (${columns}) ON django_celery_results_taskresult TO ${user}`);
    expect(await detailsOf(reader.href)).toEqual([]);
  });

  it('names columns that are missing', async () => {
    await database.execute('ALTER TABLE django_celery_results_taskresult DROP COLUMN meta');
    await expect(openTestStore(database.url)).rejects.toThrow(
      'the table django_celery_results_taskresult has no column meta',
    );
  });
}

describe('a SQLite file', () => {
  let results: ResultsFile;
  beforeEach(async () => {
    results = await createResultsFile();
    results.task('a', { result: '1' });
  });
  afterEach(() => results.remove());

  it('has no schemas, and may have a prefix', async () => {
    await expect(openTestStore(results.url, { schema: 'x' })).rejects.toThrow('a SQLite file has no schemas');
    await migrate(results.url, { tablePrefix: 'x_' });
    await expect(openTestStore(results.url, { tablePrefix: 'y_' })).rejects.toThrow('pass --table-prefix');
    await (await openTestStore(results.url, { tablePrefix: 'x_' })).close();
  });

  it.each(['delete', 'wal'])('is read while another process writes it in journal mode %s', async (mode) => {
    const writer = new Database(results.file);
    writer.pragma(`journal_mode = ${mode}`);
    const store = await openTestStore(results.url);
    for (let round = 0; round < 50; round += 1) {
      writer.exec('BEGIN IMMEDIATE');
      writer.exec(tasksSql([{ id: `w-${round}` }]));
      expect((await store.results.tasks([`w-${round}`])).size).toBe(0);
      writer.exec('COMMIT');
      expect((await store.results.tasks([`w-${round}`])).size).toBe(1);
    }
    await store.close();
    writer.close();
  });

  it('waits for a lock while other work goes on, then is unavailable', async () => {
    const store = await openStore(results.url);
    const writer = new Database(results.file);
    writer.exec('BEGIN EXCLUSIVE');
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 10);
    await expect(store.results.tasks(['a'])).rejects.toThrow(StoreUnavailable);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(50);
    writer.exec('ROLLBACK');
    expect((await store.results.tasks(['a'])).size).toBe(1);
    await store.close();
    writer.close();
  });

  it('lets no read wait for the timeouts of the reads before it', async () => {
    const timeout = 1_000;
    const store = await openStore(results.url, { timeout });
    const writer = new Database(results.file);
    writer.exec('BEGIN EXCLUSIVE');
    const start = performance.now();
    const reads = await Promise.allSettled(Array.from({ length: 6 }, () => store.results.tasks(['a'])));
    expect(performance.now() - start).toBeLessThan(4 * timeout);
    expect(reads.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    writer.close();
    await store.close();
  });

  it('is read from a read-only file, in WAL mode too', async () => {
    const writer = new Database(results.file);
    writer.pragma('journal_mode = wal');
    writer.close();
    await chmod(results.file, 0o444);
    const store = await openTestStore(results.url);
    expect((await store.results.tasks(['a'])).size).toBe(1);
    await store.close();
  });
});
