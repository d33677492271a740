import { chmod, writeFile } from 'node:fs/promises';
import { pgBouncerOrSkip, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examineStore, type Finding, migrate } from '../src/index.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { type CommandResult, runCommand } from './run-command.ts';
import { GROUP_TABLE, insertTask, TASK_TABLE, type TaskRow } from './stores/django-rows.ts';

function of(findings: readonly Finding[], check: Finding['check']): readonly Finding[] {
  return findings.filter((one) => one.check === check);
}

function levels(findings: readonly Finding[], check: Finding['check']): readonly string[] {
  return of(findings, check).map(({ level }) => level);
}

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const available = await testDatabaseOrSkip(kind);
  await available?.close();
  describe.skipIf(available === undefined)(`the doctor on ${kind}`, () => describeDoctor(kind));
}

function describeDoctor(kind: TestDatabase['kind']): void {
  let database: TestDatabase;
  beforeEach(async () => {
    const opened = await testDatabaseOrSkip(kind);
    if (!opened) throw new Error(`${kind} is gone`);
    database = opened;
  });
  afterEach(() => database.close());

  const insert = (id: string, columns: Omit<TaskRow, 'id'> = {}): Promise<void> =>
    insertTask(database, { id, result: '"s3cret"', ...columns });

  it('finds no error in tables that migrate made, and names their release', async () => {
    await migrate(database.url);
    await insert('a', { task_name: 'shop.add', date_started: '2026-01-02 03:04:05' });
    const findings = await examineStore(database.url);
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(of(findings, 'tables')).toEqual([
      { check: 'tables', level: 'ok', text: 'they look like django-celery-results 2.6' },
    ]);
    expect(levels(findings, 'indexes')).toEqual(['ok', 'ok']);
    expect(of(findings, 'settings').map(({ text }) => text)).toEqual([
      'result_extended is on',
      'task_track_started is on',
    ]);
    expect(of(findings, 'serializer')[0]?.text).toBe(
      'the last 1 rows can be read as json (content type application/json)',
    );
    expect(of(findings, 'size')[0]?.text).toMatch(/^django_celery_results_taskresult has .* MB$/);
    expect(JSON.stringify(findings)).not.toContain('s3cret');
  });

  it('names the missing tables of an empty database', async () => {
    const [missing, ...others] = (await examineStore(database.url)).filter(({ level }) => level === 'error');
    expect(missing).toMatchObject({ check: 'tables', text: `there is no table ${TASK_TABLE}` });
    expect(missing?.fix).toContain('celery-results-server migrate');
    expect(others).toEqual([]);
  });

  it('warns that reads scan a table without its index', async () => {
    await migrate(database.url);
    for (const { table, column } of [
      { table: TASK_TABLE, column: 'task_id' },
      { table: GROUP_TABLE, column: 'group_id' },
    ]) {
      const name = `${table}_${column}_unique`;
      if (kind === 'postgres') await database.execute(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
      else await database.execute(`DROP INDEX ${name} ${kind === 'mariadb' ? `ON ${table}` : ''}`);
    }
    if (kind === 'postgres') {
      // the index for LIKE is left, in which an id is found but may be twice
      expect(levels(await examineStore(database.url), 'indexes')).toEqual(['warning', 'warning']);
      await database.execute(
        `DROP INDEX ${TASK_TABLE}_task_id_de0d95bf_like; DROP INDEX ${GROUP_TABLE}_group_id_a085f1a9_like`,
      );
    }
    const found = of(await examineStore(database.url), 'indexes');
    expect(found.map(({ level }) => level)).toEqual(['error', 'error']);
    expect(found[0]?.text).toBe(`there is no index on ${TASK_TABLE}.task_id: every read scans the whole table`);
    // the fix is one
    await database.execute(found[0]?.fix?.replace(/^.*?(?=CREATE)/, '') ?? '');
    expect(levels(await examineStore(database.url), 'indexes')).toEqual(['ok', 'error']);
  });

  it('does not accept an index over several columns as one of the id', async () => {
    await migrate(database.url);
    const drop =
      kind === 'mariadb'
        ? `DROP INDEX ${GROUP_TABLE}_group_id_unique ON ${GROUP_TABLE}`
        : `DROP INDEX ${GROUP_TABLE}_group_id_unique`;
    await database.execute(
      kind === 'postgres' ? `ALTER TABLE ${GROUP_TABLE} DROP CONSTRAINT ${GROUP_TABLE}_group_id_unique` : drop,
    );
    await database.execute(`CREATE UNIQUE INDEX two ON ${GROUP_TABLE} (group_id, date_done)`);
    expect(levels(await examineStore(database.url), 'indexes')).toEqual(['ok', 'warning']);
  });

  it('names a missing column, and recognises older releases by their columns', async () => {
    await migrate(database.url);
    const drop = async (column: string): Promise<void> => {
      const index = `django_cele_periodi_1993cf_idx`;
      // SQLite drops no column that has an index
      if (column === 'periodic_task_name' && kind === 'sqlite') await database.execute(`DROP INDEX ${index}`);
      await database.execute(`ALTER TABLE ${TASK_TABLE} DROP COLUMN ${column}`);
    };
    const release = async (): Promise<string | undefined> =>
      of(await examineStore(database.url), 'tables').at(-1)?.text;
    await drop('date_started');
    expect(await release()).toBe('they look like django-celery-results 2.3 to 2.5');
    await drop('periodic_task_name');
    expect(await release()).toBe('they look like django-celery-results 2.1 or 2.2');
    await database.execute(`DROP TABLE ${GROUP_TABLE}`);
    const old = await examineStore(database.url);
    expect(of(old, 'tables').map(({ level, text }) => [level, text])).toEqual([
      ['note', `there is no table ${GROUP_TABLE}: every group is unknown`],
      ['ok', 'they look like django-celery-results 2.0'],
    ]);
    expect(levels(old, 'indexes')).toEqual(['ok']);
    await drop('meta');
    const broken = of(await examineStore(database.url), 'columns').filter(({ level }) => level === 'error');
    expect(broken[0]?.text).toBe(`the table ${TASK_TABLE} has no column meta, or its user may not read it`);
  });

  const PICKLE = { content_type: 'application/x-python-serialize', content_encoding: 'binary', result: 'gAVLBS4=' };

  it('checks whether the rows can be read, and with which serializer', async () => {
    await migrate(database.url);
    await insert('a', PICKLE);
    const [wrong] = of(await examineStore(database.url), 'serializer');
    expect(wrong).toMatchObject({
      level: 'error',
      text: 'the last 1 rows cannot be read with --serializer json (content type application/x-python-serialize)',
      fix: expect.stringContaining('pass --serializer pickle'),
    });
    expect(levels(await examineStore(database.url, { serializer: 'pickle' }), 'serializer')).toEqual(['ok']);
    const [refused] = of(
      await examineStore(database.url, { serializer: 'pickle', acceptContent: ['json'] }),
      'serializer',
    );
    expect(refused).toMatchObject({ level: 'error', fix: 'add pickle to --accept-content' });
    await insert('b', { content_type: 'application/json' });
    const [older] = of(await examineStore(database.url), 'serializer');
    expect(older).toMatchObject({ level: 'warning', text: expect.stringContaining('1 of the last 2 rows cannot') });
  });

  it.each(['application/x-own', ''])('reads JSON of the content type "%s", as the server does', async (type) => {
    await migrate(database.url);
    await insert('a', { content_type: type });
    expect(of(await examineStore(database.url), 'serializer')).toEqual([
      {
        check: 'serializer',
        level: 'ok',
        text: `the last 1 rows can be read as json (content type ${type === '' ? '""' : type})`,
      },
    ]);
  });

  it('recognises a table of djcelery under the same name', async () => {
    await migrate(database.url);
    await database.execute(`ALTER TABLE ${TASK_TABLE} ADD COLUMN hidden integer`);
    expect(of(await examineStore(database.url), 'tables').map(({ text }) => text)).toContain(
      `${TASK_TABLE} is a table of djcelery or django-celery-results 1: it has the column hidden`,
    );
  });

  it('names the settings that explain missing details', async () => {
    await migrate(database.url);
    expect(of(await examineStore(database.url), 'settings')[0]?.text).toMatch(/^nothing is stored yet/);
    await insert('a');
    expect(of(await examineStore(database.url), 'settings').map(({ level, fix }) => [level, fix])).toEqual([
      ['note', 'set result_extended = True in Celery'],
      ['note', 'set task_track_started = True in Celery'],
    ]);
    await insert('b', { status: 'STARTED' });
    expect(levels(await examineStore(database.url), 'settings')).toEqual(['note', 'ok']);
  });

  const itOverNetwork = kind === 'sqlite' ? () => {} : it;
  itOverNetwork('reports a clock that is wrong', async () => {
    const hour = 3_600_000;
    const [behind] = of(await examineStore(database.url, { now: () => Date.now() + hour }), 'clock');
    expect(behind).toMatchObject({
      level: 'warning',
      text: "the database's clock is 3600 s behind this machine's",
    });
    const [ahead] = of(await examineStore(database.url, { now: () => Date.now() - hour }), 'clock');
    expect(ahead?.text).toContain('3600 s ahead of');
    expect(levels(await examineStore(database.url), 'clock')).toEqual(['ok']);
  });

  itOverNetwork('advises GRANTs for a login that can only read, and they suffice', async () => {
    await migrate(database.url);
    const [found] = of(await examineStore(database.url), 'rights');
    expect(found).toMatchObject({ level: 'warning' });
    const name = `reader_${new URL(database.url).pathname.slice(1)}`;
    const reader = new URL(database.url);
    reader.username = name;
    reader.password = 'hunter2';
    const statements = (found?.fix ?? '').replaceAll('celery_results_reader', name).replace('…', 'hunter2').split('; ');
    for (const statement of statements) await database.execute(statement.replace(';', ''));
    try {
      const findings = await examineStore(reader.href);
      expect(levels(findings, 'rights')).toEqual(['ok']);
      expect(findings.filter(({ level }) => level === 'error' || level === 'warning')).toEqual([]);
      // a missing right is reported as one
      if (kind === 'postgres') await database.execute(`REVOKE SELECT ON ${TASK_TABLE} FROM ${name}`);
      else await database.execute(`REVOKE SELECT ON ${TASK_TABLE} FROM ${name}`);
      const refused = (await examineStore(reader.href)).filter(({ level }) => level === 'error');
      expect(refused.map(({ check }) => check)).toEqual(['rights']);
      expect(JSON.stringify(refused)).not.toContain('hunter2');
    } finally {
      if (kind === 'postgres') await database.execute(`DROP OWNED BY ${name}`);
      await database.execute(kind === 'postgres' ? `DROP ROLE ${name}` : `DROP USER ${name}`);
    }
  });
}

const postgres = await testDatabaseOrSkip('postgres');
const pooler = postgres && (await pgBouncerOrSkip(postgres.url, { mode: 'session', ignored: [] }));
await pooler?.close();
afterAll(() => postgres?.close());

describe.skipIf(pooler === undefined)('the doctor behind PgBouncer', () => {
  it.each([
    {
      mode: 'transaction',
      ignored: [],
      poolSize: 20,
      level: 'warning',
      text: /a pooler in transaction mode .* drops the settings of the session/,
    },
    {
      mode: 'transaction',
      ignored: ['options'],
      poolSize: 20,
      level: 'warning',
      text: /a pooler in transaction mode .* drops the settings of the session/,
    },
    {
      mode: 'transaction',
      ignored: ['options'],
      poolSize: 1,
      level: 'warning',
      text: /a pooler in transaction mode .* drops the settings of the session/,
    },
    {
      mode: 'session',
      ignored: ['options'],
      poolSize: 20,
      level: 'warning',
      text: /a pooler stands before the database and drops the settings/,
    },
  ] as const)(
    'in mode $mode that ignores $ignored with $poolSize sessions gives a $level',
    async ({ mode, ignored, poolSize, level, text }) => {
      const bouncer = await pgBouncerOrSkip(postgres?.url ?? '', { mode, ignored, poolSize });
      try {
        const [found, ...others] = of(await examineStore(bouncer?.url ?? ''), 'pooler');
        expect(found?.level).toBe(level);
        expect(found?.text).toMatch(text);
        expect(others).toEqual([]);
      } finally {
        await bouncer?.close();
      }
    },
  );
});

describe('the doctor of a SQLite file', () => {
  let results: ResultsFile;
  beforeAll(async () => {
    results = await createResultsFile();
  });
  afterAll(() => results.remove());

  it('reports its journal mode and its permissions', async () => {
    await chmod(results.file, 0o644);
    const loose = of(await examineStore(results.url), 'file');
    expect(loose.map(({ fix }) => fix)).toContain(`chmod o-rwx ${results.file}`);
    expect(loose[0]).toMatchObject({ level: 'note', text: expect.stringContaining('journal mode delete') });
    await chmod(results.file, 0o640);
    results.setJournalMode('wal');
    const tight = of(await examineStore(results.url), 'file');
    expect(tight[0]).toMatchObject({ level: 'ok' });
    expect(tight.map(({ fix }) => fix)).not.toContain(`chmod o-rwx ${results.file}`);
  });

  it('reports a missing file, and a file that is no database', async () => {
    expect(await examineStore('sqlite:////nowhere/db.sqlite3')).toMatchObject([{ check: 'store', level: 'error' }]);
    const file = `${results.file}.txt`;
    await writeFile(file, 'no database '.repeat(1_000));
    expect(await examineStore(`sqlite:///${file}`)).toMatchObject([
      { check: 'store', level: 'error', fix: expect.stringContaining('this file is not a database') },
    ]);
  });
});

describe('celery-results-server doctor', () => {
  let results: ResultsFile;
  beforeAll(async () => {
    results = await createResultsFile();
  });
  afterAll(() => results.remove());

  const doctor = (...args: string[]): Promise<CommandResult> => runCommand(['doctor', ...args]);

  it('exits with 0 and prints one line for each finding, with its fix below', async () => {
    results.task('a');
    const { code, stdout } = await doctor('--store', results.url);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {7}server {6}SQLite [\d.]+ answers$/m);
    expect(stdout).toMatch(/^note .*result_extended.*\n {21}fix: set result_extended = True in Celery$/m);
    expect(stdout).toMatch(/\nno errors\n$/);
  });

  it('exits with 1 when there is an error, and prints the same as JSON', async () => {
    const url = 'postgres://shop:hunter2@127.0.0.1:1/shop';
    const { code, stdout, stderr } = await doctor('--json', '--store', url);
    expect([code, stderr]).toEqual([1, '']);
    const said: unknown = JSON.parse(stdout);
    expect(said).toMatchObject({ ok: false, findings: [{ check: 'store', level: 'error', fix: expect.any(String) }] });
    expect(stdout).not.toContain('hunter2');
    expect((await doctor('--store', results.url, '--serializer', 'pickle')).stdout).toMatch(/\n1 error\n$/);
  });

  it('refuses unknown stores, arguments and flags', async () => {
    expect(await doctor('--store', 'mongodb://:hunter2@h/0')).toMatchObject({ code: 1, stdout: '' });
    expect((await doctor('more', '--store', results.url)).stderr).toContain('unexpected arguments');
    expect((await runCommand(['--json', '--store', results.url])).stderr).toContain('--json belongs to doctor');
  });
});
