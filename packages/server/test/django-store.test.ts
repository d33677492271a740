import { schemaSql } from '@celery-results/conformance';
import { type DatabaseKind, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineStore, migrate, type OpenedStore, openStore } from '../src/index.ts';
import { toDetails } from '../src/stores/django/details.ts';
import { taskSource } from '../src/stores/django/tables.ts';
import { connect } from '../src/stores/sql/connect.ts';
import { createRowReader } from '../src/stores/sql/read-rows.ts';
import { parseSqlUrl } from '../src/stores/sql/sql-location.ts';
import { openTestStore } from './open-test-store.ts';
import { insertTask } from './stores/django-rows.ts';

/** What the django store does beyond the contract of all stores, on each database. */
for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`the django store on ${kind}`, () => {
    if (database !== undefined) describeDjangoStore(database);
  });
}

function describeDjangoStore(database: TestDatabase): void {
  let store: OpenedStore;

  beforeAll(async () => {
    expect(await migrate(database.url)).toHaveLength(3);
    if (database.kind === 'postgres') await database.execute("SET TIME ZONE 'UTC'");
    await insertTask(database, { id: 'one', result: '1' });
    await insertTask(database, { id: 'café', result: '2' });
    store = await openTestStore(database.url);
  });
  afterAll(async () => {
    await store?.close();
    await database.close();
  });

  it('reads many ids in one query: on MySQL up to 500, elsewhere 100,000', async () => {
    let queries = 0;
    const waited = (): void => {
      queries += 1;
    };
    const counted = await openTestStore(database.url, { observer: { opened: () => {}, waited, polled: () => {} } });
    const queriesOfOpen = queries;
    const length = database.kind === 'mariadb' ? 500 : 100_000;
    await counted.results.tasks(Array.from({ length }, (_, index) => `id-${index}`));
    await counted.results.groups(['g']);
    expect(queries - queriesOfOpen).toBe(2);
    await counted.close();
  });

  it('reads dates to the microsecond, in UTC', async () => {
    const detailed = { name: 'shop.café', worker: 'w@host' };
    const dates = {
      dateCreated: '2026-01-02T03:04:05.678901Z',
      dateStarted: '2026-07-01T23:59:59.000000Z',
      dateDone: '2026-12-31T23:59:59.000001Z',
    };
    await database.execute(
      `UPDATE django_celery_results_taskresult
       SET task_name = ?, worker = ?, date_created = ?, date_started = ?, date_done = ? WHERE task_id = 'one'`,
      [
        detailed.name,
        detailed.worker,
        '2026-01-02 03:04:05.678901',
        '2026-07-01 23:59:59',
        '2026-12-31 23:59:59.000001',
      ],
    );
    const read = async (from: OpenedStore): Promise<unknown> =>
      (await from.results.tasks(['one'], 'details')).get('one')?.details;
    expect(await read(store)).toEqual({ ...detailed, ...dates });
    // how the database presents dates to its sessions does not matter
    if (database.kind !== 'postgres') return;
    const name = new URL(database.url).pathname.slice(1);
    await database.execute(`ALTER DATABASE ${name} SET timezone = 'Asia/Kathmandu'`);
    await database.execute(`ALTER DATABASE ${name} SET datestyle = 'German'`);
    const other = await openTestStore(database.url);
    expect(await read(other)).toEqual({ ...detailed, ...dates });
    await other.close();
  });

  it.each([
    { change: "status = 'FAILURE'" },
    { change: "result = '[2]'" },
    { change: "result = 'caf\u00e9'" },
    { change: 'result = NULL' },
    { change: "traceback = ''" },
    { change: "meta = '[2]'" },
    { change: "content_encoding = 'binary'" },
  ])('gives a row another version when a statement sets $change', async ({ change }) => {
    const versionOf = async (id: string): Promise<string | undefined> => (await store.results.versions([id])).get(id);
    await database.execute("DELETE FROM django_celery_results_taskresult WHERE task_id = 'versioned'");
    await insertTask(database, { id: 'versioned', result: '[1]' });
    const [before, other] = [await versionOf('versioned'), await versionOf('one')];
    await database.execute(`UPDATE django_celery_results_taskresult SET ${change} WHERE task_id = 'versioned'`);
    expect(await versionOf('versioned')).not.toBe(before);
    expect(await versionOf('one')).toBe(other);
  });

  if (database.kind === 'postgres')
    it('reads a view, whose rows have no versions', async () => {
      await database.execute(`CREATE SCHEMA views;
        CREATE VIEW views.django_celery_results_taskresult AS SELECT * FROM django_celery_results_taskresult`);
      const view = await openTestStore(database.url, { schema: 'views' });
      expect((await view.results.tasks(['one'], 'version')).get('one')).toMatchObject({ kind: 'value', result: '1' });
      expect((await view.results.versions(['one'])).size).toBe(0);
      await view.close();
    });

  if (database.kind === 'mariadb')
    it('keys rows by the requested id, where the collation ignores case and accents', async () => {
      const found = await store.results.tasks(['ONE', 'one', 'cafe', 'nobody']);
      expect([...found.keys()].sort()).toEqual(['ONE', 'cafe', 'one']);
      // each of these rows was also requested by its exact id
      expect((await store.results.tasks(['one', 'ONE', 'café', 'CAFE'])).size).toBe(4);
    });

  it('names the content type of a row that cannot be decoded', async () => {
    const type = 'application/x-python-serialize';
    await insertTask(database, { id: 'pickled', content_type: type, content_encoding: 'binary', result: 'gAVLBS4=' });
    for (const include of [undefined, 'details', 'version'] as const)
      expect((await store.results.tasks(['one', 'pickled'], include)).get('pickled')).toMatchObject({
        kind: 'undecodable',
        reason: {
          message: expect.stringMatching(/; the content type of its row is application\/x-python-serialize, and --ser/),
        },
      });
  });

  if (database.kind === 'mariadb')
    it('converts date_started, which the clock of MySQL wrote in the time zone of its sessions', async () => {
      await insertTask(database, { id: 'started', date_created: '2026-07-01 22:00:00.5' });
      await database.execute("UPDATE django_celery_results_taskresult SET date_started = ? WHERE task_id = 'started'", [
        '2026-07-02 03:45:00.500001',
      ]);
      const knex = connect(parseSqlUrl(database.url), { connections: 1 });
      await knex.raw("SET SESSION time_zone = '+05:45'");
      const source = { ...taskSource('django_celery_results_taskresult'), columns: ['task_id', 'date_started'] };
      const rows = await createRowReader(knex, 'mysql')({ ...source, large: undefined }, ['started']);
      expect(toDetails(rows.get('started') ?? {})).toEqual({ dateStarted: '2026-07-01T22:00:00.500001Z' });
      await knex.destroy();
      const findings = await examineStore(database.url);
      expect(findings.find(({ text }) => text.startsWith('date_started differs'))?.text).toContain('by 345 minutes');
      await database.execute("DELETE FROM django_celery_results_taskresult WHERE task_id = 'started'");
    });

  it('creates nothing when it migrates again', async () => {
    expect(await migrate(database.url)).toEqual([]);
  });

  it('creates tables with the columns of Django’s own', async () => {
    const columns = columnsOf(await schemaSql(SCHEMA[database.kind], '2.6'));
    expect(columns.length).toBeGreaterThan(20);
    // a query that names a missing column fails
    for (const { table, column } of columns)
      await database.execute(`SELECT ${column === 'count' ? quotedCount(database.kind) : column} FROM ${table}`);
  });
}

const SCHEMA = { sqlite: 'sqlite', postgres: 'postgresql', mariadb: 'mariadb' } as const;

function quotedCount(kind: DatabaseKind): string {
  return kind === 'mariadb' ? '`count`' : '"count"';
}

interface ColumnName {
  readonly table: string;
  readonly column: string;
}

/** The columns of a schema, from its CREATE TABLE statements. */
function columnsOf(sql: string): readonly ColumnName[] {
  const tables = sql.matchAll(/CREATE TABLE ["`]?(\w+)["`]? \(([\s\S]*?)\)[^,()]*;/g);
  const column = /(?:^|,)\s*["`]?(\w+)["`]? (?:integer|int|varchar|character|text|longtext|datetime|timestamp)/gm;
  return [...tables].flatMap(([, table = '', body = '']) =>
    [...body.matchAll(column)].map(([, name = '']) => ({ table, column: name })),
  );
}

/** Timeouts of the database itself. Without them it would go on for clients that have disconnected. */
for (const { kind, lock, unlock, cause } of [
  {
    kind: 'postgres',
    lock: 'BEGIN; LOCK TABLE django_celery_results_taskresult IN ACCESS EXCLUSIVE MODE',
    unlock: 'COMMIT',
    cause: { code: '57014' },
  },
  {
    kind: 'mariadb',
    lock: 'LOCK TABLES django_celery_results_taskresult WRITE',
    unlock: 'UNLOCK TABLES',
    cause: { errno: 1969 },
  },
] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`a query on a locked table of ${kind}`, () => {
    it('is cancelled by the database itself after the timeout', async () => {
      await migrate(database?.url ?? '');
      const store = await openStore(database?.url ?? '', { timeout: 1_000 });
      await database?.execute(lock);
      const read = (): Promise<unknown> => store.results.tasks(['a']).catch((reason: unknown) => reason);
      // the code is the database's own. On a busy machine the connection may be closed first, with another error
      await expect.poll(read).toMatchObject({ name: 'StoreUnavailable', cause });
      await database?.execute(unlock);
      expect((await store.results.tasks(['a'])).size).toBe(0);
      await store.close();
      await database?.close();
    });
  });
}

describe('a store that cannot be opened', () => {
  it.each([
    { url: 'postgres://nobody:hunter2@127.0.0.1:1/none', message: /does not answer/ },
    { url: 'mysql://nobody:hunter2@127.0.0.1:1/none', message: /does not answer/ },
    { url: 'sqlite:////nowhere/at/all.sqlite3', message: /does not exist/ },
    { url: 'postgres://127.0.0.1/', message: /names no database/ },
    { url: 'postgres://127.0.0.1/x?frob=1', message: /unknown parameter.*frob/ },
    { url: 'sqlite://x', message: /four slashes/ },
    { url: 'postgres://a:%ZZ@127.0.0.1/x', message: /encodes nothing/ },
  ])('is rejected without its password: $url', async ({ url, message }) => {
    const error: unknown = await openTestStore(url).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('hunter2');
  });
});
