import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pgBouncerOrSkip, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examineStore, type Finding, migrate } from '../src/index.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const TASKS = 'django_celery_results_taskresult';
const GROUPS = 'django_celery_results_groupresult';

function of(findings: readonly Finding[], check: Finding['check']): readonly Finding[] {
  return findings.filter((one) => one.check === check);
}

function levels(findings: readonly Finding[], check: Finding['check']): readonly string[] {
  return of(findings, check).map(({ level }) => level);
}

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const available = await testDatabaseOrSkip(kind);
  await available?.close();
  describe.skipIf(available === undefined)(`the doctor on ${kind}`, () => hold(kind));
}

function hold(kind: TestDatabase['kind']): void {
  let database: TestDatabase;
  beforeEach(async () => {
    const opened = await testDatabaseOrSkip(kind);
    if (!opened) throw new Error(`${kind} is gone`);
    database = opened;
  });
  afterEach(() => database.close());

  const insert = (id: string, columns: Readonly<Record<string, string>> = {}): Promise<void> => {
    const row = {
      ...{ task_id: id, status: 'SUCCESS', content_type: 'application/json', content_encoding: 'utf-8' },
      ...{ result: '"s3cret"', date_created: '2026-01-02 03:04:05', date_done: '2026-01-02 03:04:05', ...columns },
    };
    const marks = Object.keys(row).map(() => '?');
    const sql = `INSERT INTO ${TASKS} (${Object.keys(row).join(', ')}) VALUES (${marks.join(', ')})`;
    return database.execute(sql, Object.values(row));
  };

  it('finds no error in what migrate makes, and says which release it is like', async () => {
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
    expect(of(findings, 'serializer')[0]?.text).toBe('json, as --serializer says (utf-8)');
    expect(of(findings, 'size')[0]?.text).toMatch(/^django_celery_results_taskresult has .* MB$/);
    expect(JSON.stringify(findings)).not.toContain('s3cret');
  });

  it('tells what is missing in an empty database', async () => {
    const [fault, ...others] = (await examineStore(database.url)).filter(({ level }) => level === 'error');
    expect(fault).toMatchObject({ check: 'tables', text: `there is no table ${TASKS}` });
    expect(fault?.fix).toContain('celery-results-server migrate');
    expect(others).toEqual([]);
  });

  it('says that reads scan a table that has lost its index', async () => {
    await migrate(database.url);
    for (const [table, column] of [
      [TASKS, 'task_id'],
      [GROUPS, 'group_id'],
    ] as const) {
      const name = `${table}_${column}_unique`;
      if (kind === 'postgres') await database.execute(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
      else await database.execute(`DROP INDEX ${name} ${kind === 'mariadb' ? `ON ${table}` : ''}`);
    }
    if (kind === 'postgres') {
      // the index for LIKE is left, in which an id is found but may be twice
      expect(levels(await examineStore(database.url), 'indexes')).toEqual(['warning', 'warning']);
      await database.execute(`DROP INDEX ${TASKS}_task_id_de0d95bf_like; DROP INDEX ${GROUPS}_group_id_a085f1a9_like`);
    }
    const found = of(await examineStore(database.url), 'indexes');
    expect(found.map(({ level }) => level)).toEqual(['error', 'error']);
    expect(found[0]?.text).toBe(`there is no index on ${TASKS}.task_id: every read scans the whole table`);
    // the fix is one
    await database.execute(found[0]?.fix?.replace(/^.*?(?=CREATE)/, '') ?? '');
    expect(levels(await examineStore(database.url), 'indexes')).toEqual(['ok', 'error']);
  });

  it('does not take an index over several columns for one of the id', async () => {
    await migrate(database.url);
    const drop =
      kind === 'mariadb' ? `DROP INDEX ${GROUPS}_group_id_unique ON ${GROUPS}` : `DROP INDEX ${GROUPS}_group_id_unique`;
    await database.execute(
      kind === 'postgres' ? `ALTER TABLE ${GROUPS} DROP CONSTRAINT ${GROUPS}_group_id_unique` : drop,
    );
    await database.execute(`CREATE UNIQUE INDEX two ON ${GROUPS} (group_id, date_done)`);
    expect(levels(await examineStore(database.url), 'indexes')).toEqual(['ok', 'warning']);
  });

  it('names a missing column, and the older releases by theirs', async () => {
    await migrate(database.url);
    const drop = async (column: string): Promise<void> => {
      const index = `django_cele_periodi_1993cf_idx`;
      // SQLite drops no column that has an index
      if (column === 'periodic_task_name' && kind === 'sqlite') await database.execute(`DROP INDEX ${index}`);
      await database.execute(`ALTER TABLE ${TASKS} DROP COLUMN ${column}`);
    };
    const release = async (): Promise<string | undefined> =>
      of(await examineStore(database.url), 'tables').at(-1)?.text;
    await drop('date_started');
    expect(await release()).toBe('they look like django-celery-results 2.3 to 2.5');
    await drop('periodic_task_name');
    expect(await release()).toBe('they look like django-celery-results 2.1 or 2.2');
    await database.execute(`DROP TABLE ${GROUPS}`);
    const old = await examineStore(database.url);
    expect(of(old, 'tables').map(({ level, text }) => [level, text])).toEqual([
      ['note', `there is no table ${GROUPS}: every group is unknown`],
      ['ok', 'they look like django-celery-results 2.0'],
    ]);
    expect(levels(old, 'indexes')).toEqual(['ok']);
    await drop('meta');
    const broken = of(await examineStore(database.url), 'columns').filter(({ level }) => level === 'error');
    expect(broken[0]?.text).toBe(`the table ${TASKS} has no column meta, or its user may not read it`);
  });

  it('holds the rows against --serializer', async () => {
    await migrate(database.url);
    await insert('a', { content_type: 'application/x-python-serialize', content_encoding: 'binary' });
    const [wrong] = of(await examineStore(database.url), 'serializer');
    expect(wrong).toMatchObject({ level: 'error', text: 'the last rows are of pickle, and --serializer is json' });
    expect(wrong?.fix).toContain('--serializer pickle');
    expect(levels(await examineStore(database.url, { serializer: 'pickle' }), 'serializer')).toEqual(['ok']);
    const refused = await examineStore(database.url, { serializer: 'pickle', acceptContent: ['json'] });
    expect(levels(refused, 'serializer')).toEqual(['error']);
    await insert('b', { content_type: '<own>' });
    const [mixed] = of(await examineStore(database.url, { serializer: 'pickle' }), 'serializer');
    expect(mixed).toMatchObject({ level: 'warning' });
    expect(mixed?.text).toContain('the last 2 rows are of an unknown kind, pickle,');
  });

  it('guesses the settings that explain empty answers', async () => {
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
  itOverNetwork('tells of a clock that is wrong', async () => {
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

  itOverNetwork('advises a login that can only read, whose GRANTs are enough', async () => {
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
      // and what is refused is told of as such
      if (kind === 'postgres') await database.execute(`REVOKE SELECT ON ${TASKS} FROM ${name}`);
      else await database.execute(`REVOKE SELECT ON ${TASKS} FROM ${name}`);
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
    ['transaction', [], 'error', /refuses the settings of a session/],
    ['transaction', ['options'], 'error', /prepared statements are lost between two reads/],
    ['session', ['options'], 'warning', /drops the settings of the session/],
  ] as const)('in mode %s that ignores %j gives a %s', async (mode, ignored, level, text) => {
    const bouncer = await pgBouncerOrSkip(postgres?.url ?? '', { mode, ignored });
    try {
      const [found, ...others] = of(await examineStore(bouncer?.url ?? ''), 'pooler');
      expect(found?.level).toBe(level);
      expect(found?.text).toMatch(text);
      expect(others).toEqual([]);
    } finally {
      await bouncer?.close();
    }
  });
});

describe('the doctor of a SQLite file', () => {
  let results: ResultsFile;
  beforeAll(async () => {
    results = await createResultsFile();
  });
  afterAll(() => results.remove());

  it('tells of its journal mode and of who may read it', async () => {
    await chmod(results.file, 0o644);
    const loose = of(await examineStore(results.url), 'file');
    expect(loose.map(({ fix }) => fix)).toContain(`chmod o-rwx ${results.file}`);
    expect(loose[0]).toMatchObject({ level: 'note', text: expect.stringContaining('journal mode delete') });
    await chmod(results.file, 0o640);
    results.journal('wal');
    const tight = of(await examineStore(results.url), 'file');
    expect(tight[0]).toMatchObject({ level: 'ok' });
    expect(tight.map(({ fix }) => fix)).not.toContain(`chmod o-rwx ${results.file}`);
  });

  it('finds that there is no file, or one of something else', async () => {
    expect(await examineStore('sqlite:////nowhere/db.sqlite3')).toMatchObject([{ check: 'store', level: 'error' }]);
    const file = `${results.file}.txt`;
    await writeFile(file, 'no database '.repeat(1_000));
    expect(await examineStore(`sqlite:///${file}`)).toMatchObject([
      { check: 'store', level: 'error', fix: expect.stringContaining('cannot be read as one') },
    ]);
  });
});

describe('celery-results-server doctor', () => {
  let results: ResultsFile;
  beforeAll(async () => {
    results = await createResultsFile();
  });
  afterAll(() => results.remove());

  const doctor = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    promisify(execFile)(process.execPath, [MAIN, 'doctor', ...args]).then(
      (ended) => ({ code: 0, ...ended }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );

  it('ends with 0 and prints one line for each finding, with its fix below', async () => {
    results.task('a');
    const { code, stdout } = await doctor('--store', results.url);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {7}server {6}SQLite [\d.]+ answers$/m);
    expect(stdout).toMatch(/^note .*result_extended.*\n {21}fix: set result_extended = True in Celery$/m);
    expect(stdout).toMatch(/\nno errors\n$/);
  });

  it('ends with 1 when there is an error, and says the same as JSON', async () => {
    const url = 'postgres://shop:hunter2@127.0.0.1:1/shop';
    const { code, stdout, stderr } = await doctor('--json', '--store', url);
    expect([code, stderr]).toEqual([1, '']);
    const said: unknown = JSON.parse(stdout);
    expect(said).toMatchObject({ ok: false, findings: [{ check: 'store', level: 'error', fix: expect.any(String) }] });
    expect(stdout).not.toContain('hunter2');
    expect((await doctor('--store', results.url, '--serializer', 'yaml')).stdout).toMatch(/\n1 error\n$/);
  });

  it('refuses what it does not know', async () => {
    expect(await doctor('--store', 'redis://:hunter2@h/0')).toMatchObject({ code: 2, stdout: '' });
    expect((await doctor('more', '--store', results.url)).stderr).toContain('unexpected argument "more"');
    const { stderr } = await promisify(execFile)(process.execPath, [MAIN, '--json', '--store', results.url]).catch(
      (error: { stderr: string }) => error,
    );
    expect(stderr).toContain('--json belongs to doctor');
  });
});
