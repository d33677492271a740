import { readFile } from 'node:fs/promises';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckName, examineStore, type Finding } from '../src/index.ts';
import { NO_FILTER } from '../src/stores/task-index.ts';
import { openTestStore } from './open-test-store.ts';
import { makeCeleryTables, writeCeleryTask } from './stores/celery-writer.ts';

/** The doctor of Celery's own tables, and the logins of docs/deploying.md that only read them. */

const GUIDE = new URL('../../../docs/deploying.md', import.meta.url);

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`the doctor of Celery's own tables in ${kind}`, () => {
    if (database !== undefined) describeDoctor(database);
  });
}

const of = (findings: readonly Finding[], check: CheckName): readonly Finding[] =>
  findings.filter((finding) => finding.check === check);
const textsOf = (findings: readonly Finding[]): string => findings.map(({ text }) => text).join('\n');

function describeDoctor(database: TestDatabase): void {
  const url = `db+${database.url}`;
  const { kind } = database;

  beforeAll(async () => {
    expect(await examineStore(url)).toContainEqual({
      check: 'tables',
      level: 'error',
      text: 'there is no table celery_taskmeta',
      // another database of this server may have such a table
      fix: expect.stringMatching(/run a task, since Celery creates its tables|pass --task-table celery_taskmeta and/),
    });
    await makeCeleryTables(database);
  });
  afterAll(() => database.close());

  const remove = (): Promise<void> => database.execute('DELETE FROM celery_taskmeta');

  it('finds nothing wrong with tables as Celery makes them', async () => {
    const empty = await examineStore(url);
    expect(of(empty, 'serializer')).toMatchObject([
      { level: 'note', text: expect.stringContaining('nothing is stored') },
    ]);
    await writeCeleryTask(database, 'a', { result: '[1]', name: 'shop.work' });
    const findings = await examineStore(url);
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(textsOf(findings)).toContain('they look like those of Celery 5.7');
    expect(textsOf(findings)).toContain('celery_taskmeta.task_id has a unique index');
    expect(textsOf(findings)).toContain('celery_tasksetmeta.taskset_id has a unique index');
    expect(textsOf(findings)).toContain('the last 1 results are readable as json');
    expect(textsOf(findings)).toContain('result_extended is on');
    expect(of(findings, 'columns')).toMatchObject(
      kind === 'mariadb' ? [{ level: 'note', fix: expect.stringContaining('MODIFY result LONGBLOB') }] : [],
    );
    // every finding that asks for something says what to do
    for (const { level, fix } of findings) if (level === 'error' || level === 'warning') expect(fix).toBeDefined();
  });

  it('tells how results are stored, and which serializer fits', async () => {
    await remove();
    const pickle = Buffer.from([0x80, 5, 0x4e, 0x2e]);
    await writeCeleryTask(database, 'old', { result: pickle });
    expect(textsOf(of(await examineStore(url), 'serializer'))).toContain('the last 1 results are pickles');
    await writeCeleryTask(database, 'new', { result: '[1]' });
    expect(textsOf(of(await examineStore(url), 'serializer'))).toMatch(
      /1 results are readable as json, and 1 are pickles/,
    );
    await writeCeleryTask(database, 'other', { result: Buffer.from([0x92, 1, 2]) });
    await writeCeleryTask(database, 'new', { result: Buffer.from([0x91, 1]) });
    expect(of(await examineStore(url), 'serializer')).toMatchObject([
      {
        level: 'error',
        text: '2 of the last 2 results cannot be read as json',
        fix: expect.stringContaining('msgpack'),
      },
    ]);
    expect(of(await examineStore(url, { serializer: 'msgpack', acceptContent: ['json'] }), 'serializer')).toMatchObject(
      [{ level: 'error', text: 'results are readable as msgpack, which --accept-content leaves out' }],
    );
    await writeCeleryTask(database, 'other', { result: '{"a"' });
    expect(of(await examineStore(url, { serializer: 'msgpack' }), 'serializer')).toMatchObject([{ level: 'warning' }]);
  });

  if (kind === 'mariadb')
    it('finds results that MySQL cut', async () => {
      await remove();
      await database.execute("SET SESSION sql_mode = ''");
      await writeCeleryTask(database, 'cut', { result: `"${'x'.repeat(70_000)}"` });
      const findings = await examineStore(url);
      expect(of(findings, 'columns')).toContainEqual({
        check: 'columns',
        level: 'error',
        text: '1 of the last 1 results have 65,535 bytes: MySQL cut them there',
        fix: expect.stringContaining('ALTER TABLE celery_taskmeta MODIFY result LONGBLOB'),
      });
      const store = await openTestStore(url);
      expect((await store.results.tasks(['cut'])).get('cut')).toMatchObject({
        kind: 'undecodable',
        reason: { message: expect.stringContaining('cut at 65,535 bytes') },
      });
      await store.close();
    });

  it('finds dates of another time zone', async () => {
    await remove();
    const ahead = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    await writeCeleryTask(database, 'ahead', { date_done: ahead });
    expect(textsOf(of(await examineStore(url), 'settings'))).toContain('tasks end in the future by their date_done');
    const zoned = of(await examineStore(url, { celeryTimezone: 'Asia/Tokyo' }), 'settings');
    expect(textsOf(zoned)).not.toContain('future');
    await remove();
    if (kind !== 'postgres') return;
    const name = new URL(database.url).pathname.slice(1);
    await database.execute(`ALTER DATABASE ${name} SET timezone = 'Europe/Berlin'`);
    expect(of(await examineStore(url), 'settings')).toContainEqual({
      check: 'settings',
      level: 'note',
      text: expect.stringContaining('sessions of this database are in Europe/Berlin'),
      fix: 'pass --celery-timezone Europe/Berlin',
    });
  });

  it('finds indexes, columns and tables that are missing or elsewhere', async () => {
    await database.execute('ALTER TABLE celery_tasksetmeta RENAME TO shop_celery_tasksetmeta');
    expect(await examineStore(url)).toContainEqual({
      check: 'tables',
      level: 'note',
      text: 'there is no table celery_tasksetmeta: every group is unknown',
      fix: 'pass --group-table shop_celery_tasksetmeta',
    });
    const names = { groupTable: 'shop_celery_tasksetmeta' };
    expect(of(await examineStore(url, names), 'tables')).toMatchObject([{ level: 'ok' }]);
    await database.execute(
      'CREATE TABLE plain_celery_taskmeta AS SELECT id, task_id, status, result FROM celery_taskmeta',
    );
    const plain = await examineStore(url, { ...names, taskTable: 'plain_celery_taskmeta' });
    expect(of(plain, 'columns')).toContainEqual({
      check: 'columns',
      level: 'error',
      text: 'the table plain_celery_taskmeta has no column traceback, or its user may not read it',
      fix: expect.stringContaining('Celery 5.2'),
    });
    expect(of(plain, 'indexes')[0]).toMatchObject({ level: 'error', text: expect.stringContaining('no index') });
    await database.execute('DROP TABLE plain_celery_taskmeta');
    await database.execute('ALTER TABLE celery_taskmeta RENAME TO shop_celery_taskmeta');
    expect(of(await examineStore(url), 'tables')).toMatchObject([{ fix: 'pass --task-table shop_celery_taskmeta' }]);
    await database.execute('ALTER TABLE shop_celery_taskmeta RENAME TO celery_taskmeta');
    await database.execute('ALTER TABLE shop_celery_tasksetmeta RENAME TO celery_tasksetmeta');
  });

  if (kind !== 'sqlite')
    it('asks for a login that only reads, which the guide makes', async () => {
      const [found] = of(await examineStore(url), 'rights');
      expect(found).toMatchObject({ level: 'warning', text: expect.stringContaining('may write') });
      const name = new URL(database.url).pathname.slice(1);
      const reader = `reader_${name}`;
      const guide = await guideStatements(kind);
      // the fix of the doctor and the guide are the same statements
      const fix = (found?.fix ?? '').split('; ').map((statement) => statement.replace(/["`;]/g, ''));
      expect(fix).toEqual(guide.map((statement) => statement.replaceAll('shop', name)));
      const statements = guide.map((text) => text.replaceAll('celery_results_reader', reader).replaceAll('shop', name));
      for (const statement of statements) await database.execute(statement.replace('…', 'hunter2'));
      try {
        await holdReader(database, reader);
      } finally {
        await database.execute(
          kind === 'postgres' ? `DROP OWNED BY ${reader}; DROP ROLE ${reader}` : `DROP USER ${reader}`,
        );
      }
    });
}

describe("the doctor of Celery's own tables", () => {
  it.each([
    {
      url: 'db+sqlite:////nowhere/results.db',
      text: /the SQLite file \/nowhere\/results.db does not exist.*Celery does/,
    },
    { url: 'db+postgresql+psycopg2://u:hunter2@127.0.0.1:1/d', text: /the database does not answer: ECONNREFUSED/ },
    { url: 'db+mysql+pymysql://u:hunter2@127.0.0.1:1/d', text: /the database does not answer: ECONNREFUSED/ },
  ])('reports that nothing answers at $url', async ({ url, text }) => {
    const findings = await examineStore(url);
    expect(findings).toMatchObject([{ check: 'store', level: 'error', text: expect.stringMatching(text) }]);
    expect(findings[0]?.fix).toBeDefined();
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });
});

/** Reads and examines with a login that may do nothing else. */
async function holdReader(database: TestDatabase, name: string): Promise<void> {
  const reader = new URL(database.url);
  reader.username = name;
  reader.password = 'hunter2';
  const url = `db+${reader.href}`;
  const findings = await examineStore(url);
  expect(of(findings, 'rights')).toMatchObject([{ level: 'ok' }]);
  expect(findings.filter(({ level }) => level === 'error' || level === 'warning')).toEqual([]);
  await writeCeleryTask(database, 'read', { result: '[1]', name: 'shop.work' });
  const store = await openTestStore(url);
  const { results, index } = store;
  expect((await results.tasks(['read'], 'details')).get('read')).toMatchObject({
    result: '[1]',
    details: { name: 'shop.work' },
  });
  expect((await results.versions(['read'])).size).toBe(1);
  expect((await results.groups(['nobody'])).size).toBe(0);
  const page = await index.list({ filter: NO_FILTER, scope: undefined, limit: 1, from: undefined, direction: 'older' });
  expect(page.rows).toMatchObject([{ id: 'read', name: 'shop.work' }]);
  await store.close();
}

/** The statements of docs/deploying.md for Celery's own tables, word for word. */
async function guideStatements(kind: 'postgres' | 'mariadb'): Promise<readonly string[]> {
  const blocks = [...(await readFile(GUIDE, 'utf8')).matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = '']) => sql);
  const about = blocks.filter((sql) => sql.includes('celery_taskmeta'));
  const block = about.find((sql) => sql.includes('CREATE ROLE') === (kind === 'postgres')) ?? '';
  return block
    .split(';\n')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
