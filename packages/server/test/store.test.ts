import { schemaSql } from '@celery-results/conformance';
import { type DatabaseKind, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, openStore, type ResultStore } from '../src/index.ts';

/** What every store must do, on every database that it is for. */
for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`the store on ${kind}`, () => {
    if (database !== undefined) contract(database);
  });
}

const NOW = '2026-01-02 03:04:05.678901';

async function insertTask(database: TestDatabase, id: string, result: string): Promise<void> {
  await database.execute(
    `INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, 'SUCCESS', 'application/json', 'utf-8', ?, ?, ?)`,
    [id, result, NOW, NOW],
  );
}

function contract(database: TestDatabase): void {
  let store: ResultStore;

  beforeAll(async () => {
    expect(await migrate(database.url)).toHaveLength(3);
    if (database.kind === 'postgres') await database.execute("SET TIME ZONE 'UTC'");
    for (const [id, result] of Object.entries({ one: '1', café: '2', 'it\'s "odd" \\ %': '3', constructor: '4' }))
      await insertTask(database, id, result);
    await insertTask(database, '__proto__', '5');
    await database.execute(
      `INSERT INTO django_celery_results_groupresult (group_id, content_type, content_encoding, result, date_created, date_done)
       VALUES ('g', 'application/json', 'utf-8', ?, ?, ?)`,
      ['[["g", null], [[["one", null], null]]]', NOW, NOW],
    );
    store = await openStore(database.url);
  });
  afterAll(async () => {
    await store?.close();
    await database.close();
  });

  const resultOf = async (id: string): Promise<unknown> => (await store.tasks([id])).get(id);

  it('finds ids of any text, and leaves unknown ones out', async () => {
    for (const [id, result] of [
      ['one', '1'],
      ['café', '2'],
      ['it\'s "odd" \\ %', '3'],
      ['constructor', '4'],
      ['__proto__', '5'],
    ] as const)
      expect([id, await resultOf(id)]).toMatchObject([id, { kind: 'value', result }]);
    expect(await resultOf('nobody')).toBeUndefined();
    expect((await store.tasks([])).size).toBe(0);
  });

  it('reads thousands of ids at once, duplicates among them', async () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `id-${index}`);
    const found = await store.tasks([...ids, 'one', 'one', 'café']);
    expect([...found.keys()].sort()).toEqual(['café', 'one']);
  });

  it('reads them in one query: on MySQL up to 500, elsewhere 100,000', async () => {
    let queries = 0;
    const count = (): void => {
      queries += 1;
    };
    const counted = await openStore(database.url, { observer: { opened: () => {}, waited: count } });
    const atStart = queries;
    const most = database.kind === 'mariadb' ? 500 : 100_000;
    await counted.tasks(Array.from({ length: most }, (_, index) => `id-${index}`));
    await counted.groups(['g']);
    expect(queries - atStart).toBe(2);
    await counted.close();
  });

  it('has nothing under ids that cannot be stored', async () => {
    expect((await store.tasks(['a\0b', '\ud800', 'x'.repeat(5_000)])).size).toBe(0);
  });

  it('reads the details of a row only where they are asked for, and dates to the microsecond in UTC', async () => {
    const when = { date_created: NOW, date_started: '2026-07-01 23:59:59', date_done: '2026-12-31 23:59:59.000001' };
    await database.execute(
      `UPDATE django_celery_results_taskresult
       SET task_name = 'shop.café', worker = 'w@host', date_created = ?, date_started = ?, date_done = ? WHERE task_id = 'one'`,
      Object.values(when),
    );
    expect((await store.tasks(['one'])).get('one')?.details).toEqual({});
    const wanted = {
      ...{ name: 'shop.café', worker: 'w@host', dateCreated: '2026-01-02T03:04:05.678901Z' },
      ...{ dateStarted: '2026-07-01T23:59:59.000000Z', dateDone: '2026-12-31T23:59:59.000001Z' },
    };
    expect((await store.tasks(['one'], 'details')).get('one')?.details).toEqual(wanted);
    // what the database shows to others is not what is stored
    if (database.kind !== 'postgres') return;
    const name = new URL(database.url).pathname.slice(1);
    await database.execute(`ALTER DATABASE ${name} SET timezone = 'Asia/Kathmandu'`);
    await database.execute(`ALTER DATABASE ${name} SET datestyle = 'German'`);
    const other = await openStore(database.url);
    expect((await other.tasks(['one'], 'details')).get('one')?.details).toEqual(wanted);
    await other.close();
  });

  it('gives every row a version, which changes with whatever is written to it, and with nothing else', async () => {
    await insertTask(database, 'versioned', '[1]');
    const versionOf = async (id: string): Promise<string> => {
      const version = (await store.versions([id, 'nobody'])).get(id);
      // the one that comes with the row is the same
      expect((await store.tasks([id], 'version')).get(id)?.version).toBe(version);
      return version ?? '';
    };
    const other = await versionOf('one');
    const versions = [await versionOf('versioned')];
    for (const write of [
      "status = 'FAILURE'",
      "result = '[2]'",
      "result = 'caf\u00e9'",
      'result = NULL',
      "traceback = ''",
      "meta = '[2]'",
      "content_encoding = 'binary'",
    ]) {
      await database.execute(`UPDATE django_celery_results_taskresult SET ${write} WHERE task_id = 'versioned'`);
      versions.push(await versionOf('versioned'));
    }
    expect(new Set(versions).size).toBe(8);
    expect(await versionOf('versioned')).toBe(versions.at(-1));
    expect(await versionOf('one')).toBe(other);
    await database.execute("DELETE FROM django_celery_results_taskresult WHERE task_id = 'versioned'");
    expect((await store.versions(['versioned', 'nobody'])).size).toBe(0);
    expect((await store.tasks(['one'])).get('one')?.version).toBeUndefined();
  });

  if (database.kind === 'postgres')
    it('has no versions where the table is a view, and reads it all the same', async () => {
      await database.execute(`CREATE SCHEMA shown;
        CREATE VIEW shown.django_celery_results_taskresult AS SELECT * FROM django_celery_results_taskresult`);
      const shown = await openStore(database.url, { schema: 'shown' });
      expect((await shown.tasks(['one'], 'version')).get('one')).toMatchObject({ kind: 'value', result: '1' });
      expect((await shown.versions(['one'])).size).toBe(0);
      await shown.close();
    });

  it('finds groups', async () => {
    expect((await store.groups(['g', 'nobody'])).get('g')).toEqual({
      kind: 'group',
      members: [{ kind: 'task', id: 'one', idText: '"one"' }],
    });
  });

  if (database.kind === 'mariadb')
    it('keys rows by the id that was asked for, where case and accents do not count', async () => {
      const found = await store.tasks(['ONE', 'one', 'cafe', 'nobody']);
      expect([...found.keys()].sort()).toEqual(['ONE', 'cafe', 'one']);
      // each row has its id to the letter among these
      expect((await store.tasks(['one', 'ONE', 'café', 'CAFE'])).size).toBe(4);
    });

  it('finds every table there when it migrates again, also those that Django made', async () => {
    expect(await migrate(database.url)).toEqual([]);
  });

  it('makes tables with the columns of Django’s own', async () => {
    const sql = await schemaSql(SCHEMA[database.kind], '2.6');
    const wanted = columnsOf(sql);
    expect(wanted.length).toBeGreaterThan(20);
    // a query that names a missing column fails
    for (const [table, column] of wanted)
      await database.execute(`SELECT ${column === 'count' ? quoted(database.kind) : column} FROM ${table}`);
  });
}

const SCHEMA = { sqlite: 'sqlite', postgres: 'postgresql', mariadb: 'mariadb' } as const;

function quoted(kind: DatabaseKind): string {
  return kind === 'mariadb' ? '`count`' : '"count"';
}

/** Table and column names of a schema, from its CREATE TABLE statements. */
function columnsOf(sql: string): readonly (readonly [string, string])[] {
  return [...sql.matchAll(/CREATE TABLE ["`]?(\w+)["`]? \(([\s\S]*?)\)[^,()]*;/g)].flatMap(
    ([, table = '', body = '']) =>
      [
        ...body.matchAll(
          /(?:^|,)\s*["`]?(\w+)["`]? (?:integer|int|varchar|character|text|longtext|datetime|timestamp)/gm,
        ),
      ].map(([, column = '']) => [table, column] as const),
  );
}

/** Limits that the database keeps by itself: it must not work on for somebody who is gone. */
for (const [kind, lock, cause] of [
  ['postgres', 'BEGIN; LOCK TABLE django_celery_results_taskresult IN ACCESS EXCLUSIVE MODE', { code: '57014' }],
  ['mariadb', 'LOCK TABLES django_celery_results_taskresult WRITE', { errno: 1969 }],
] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`a locked table on ${kind}`, () => {
    it('is given up by the database itself after the timeout', async () => {
      await migrate(database?.url ?? '');
      const store = await openStore(database?.url ?? '', { timeout: 300 });
      await database?.execute(lock);
      const start = performance.now();
      const error: unknown = await store.tasks(['a']).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'StoreUnavailable', cause });
      expect(performance.now() - start).toBeLessThan(750);
      await database?.execute(kind === 'postgres' ? 'COMMIT' : 'UNLOCK TABLES');
      expect((await store.tasks(['a'])).size).toBe(0);
      await store.close();
      await database?.close();
    });
  });
}

describe('a store whose database cannot be used', () => {
  it.each([
    ['postgres://nobody:hunter2@127.0.0.1:1/none', /does not answer/],
    ['mysql://nobody:hunter2@127.0.0.1:1/none', /does not answer/],
    ['sqlite:////nowhere/at/all.sqlite3', /is not there/],
    ['redis://:hunter2@127.0.0.1/0', /stores of the kind "redis" cannot be read/],
    ['db+sqlite:///results.sqlite3', /stores of the kind "db\+sqlite" cannot be read/],
    ['postgres://127.0.0.1/', /names no database/],
    ['postgres://127.0.0.1/x?frob=1', /parameter frob/],
    ['sqlite://x', /four slashes/],
    ['postgres://a:%ZZ@127.0.0.1/x', /encodes nothing/],
    ['hunter2', /has no scheme/],
  ])('%s is refused in a sentence without the password', async (url, message) => {
    const error: unknown = await openStore(url).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('hunter2');
  });
});
