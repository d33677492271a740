import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultsFile } from '../../../../test/results-file.ts';
import type { FailureTable } from './failure.ts';
import { codeOf, failureOf } from './failure-of.ts';
import { MYSQL_CODES } from './mysql-errors.ts';
import { POSTGRES_CODES } from './postgres-errors.ts';
import { SQLITE_CODES } from './sqlite-errors.ts';

/** Every code of a table is provoked on the real database, except codes of other versions or poolers. */

/** Statements, and the failure of the last statement. */
interface Case {
  readonly code: string;
  readonly failure: string;
  readonly sql: readonly string[];
}

const codesOf = (table: FailureTable): readonly string[] => Object.values(table).flat();

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function withChange(url: URL, change: Partial<Pick<URL, 'username' | 'password' | 'port' | 'pathname'>>): URL {
  return Object.assign(new URL(url), change);
}

/** Checks that every code of a table has a case or is in `others`. */
function expectComplete(table: FailureTable, cases: readonly Case[], others: readonly string[]): void {
  const provoked = new Set([...cases.map(({ code }) => code), ...others]);
  expect(codesOf(table).filter((code) => !provoked.has(code))).toEqual([]);
}

const POSTGRES_CASES: readonly Case[] = [
  { code: '22021', failure: 'data', sql: ["SELECT convert_from('\\xff', 'UTF8')"] },
  { code: '22P05', failure: 'data', sql: ["SELECT convert_to('任', 'LATIN1')"] },
  { code: '54000', failure: 'data', sql: ["SELECT repeat('x', 2000000000)"] },
  { code: '26000', failure: 'stale', sql: ['EXECUTE nobody'] },
  { code: '42P05', failure: 'stale', sql: ['PREPARE twice AS SELECT 1', 'PREPARE twice AS SELECT 1'] },
  {
    code: '0A000',
    failure: 'stale',
    sql: [
      'CREATE TABLE changing (x integer)',
      'PREPARE reading AS SELECT * FROM changing',
      'EXECUTE reading',
      'ALTER TABLE changing ALTER x TYPE text',
      'EXECUTE reading',
    ],
  },
  { code: '0A000', failure: 'outage', sql: ['SELECT count(DISTINCT x) OVER () FROM (SELECT 1 AS x) AS y'] },
  { code: '40001', failure: 'stale', sql: ["DO 'BEGIN RAISE SQLSTATE ''40001''; END'"] },
  { code: '3F000', failure: 'schema', sql: ['CREATE TABLE nowhere.t (x integer)'] },
  { code: '42P01', failure: 'schema', sql: ['SELECT * FROM nowhere'] },
  { code: '42703', failure: 'schema', sql: ['SELECT nothing FROM pg_class'] },
  { code: '42704', failure: 'schema', sql: ["SELECT 'x'::nothing"] },
  { code: '42804', failure: 'schema', sql: ['SELECT CASE WHEN 1 THEN 2 END'] },
  { code: '42809', failure: 'schema', sql: ['SELECT * FROM pg_class_oid_index'] },
  { code: '42846', failure: 'schema', sql: ["SELECT '{}'::integer[]::integer"] },
  { code: '42883', failure: 'schema', sql: ["SELECT 'a'::text = 1"] },
  { code: '42501', failure: 'rights', sql: ['SET ROLE pg_monitor', 'SELECT * FROM pg_authid'] },
  { code: '57014', failure: 'outage', sql: ['SET statement_timeout = 20', 'SELECT pg_sleep(10)'] },
  { code: '25006', failure: 'outage', sql: ['SET default_transaction_read_only = on', 'CREATE TABLE t (x integer)'] },
];

const postgres = await testDatabaseOrSkip('postgres');
afterAll(() => postgres?.close());

describe.skipIf(postgres === undefined)('an error of PostgreSQL', () => {
  const url = new URL(postgres?.url ?? 'postgres://x/y');

  it.each(POSTGRES_CASES)('with the code $code is $failure: $sql', async ({ code, failure, sql }) => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    for (const statement of sql.slice(0, -1)) await client.query(statement);
    const error = await errorOf(client.query(sql.at(-1) ?? ''));
    expect([codeOf(error), failureOf(error)]).toEqual([code, failure]);
    await client.end();
  });

  it.each([
    { code: '3D000', change: { pathname: '/nowhere' }, failure: 'configuration' },
    { code: '28000', change: { username: 'nobody' }, failure: 'configuration' },
    { code: 'ECONNREFUSED', change: { port: '1' }, failure: 'outage' },
  ])('with the code $code of a connection is $failure', async ({ code, change, failure }) => {
    const other = withChange(url, change);
    const client = new pg.Client({ connectionString: other.href });
    const error = await errorOf(client.connect());
    expect([codeOf(error), failureOf(error)]).toEqual([code, failure]);
  });

  it('has a case for every code', () => {
    // poolers.test.ts and tls.test.ts test these codes: this server accepts every password
    expectComplete(POSTGRES_CODES, POSTGRES_CASES, ['3D000', '28000', '28P01']);
  });
});

const MYSQL_CASES: readonly Case[] = [
  {
    code: 'ER_CANT_AGGREGATE_2COLLATIONS',
    failure: 'data',
    sql: ['CREATE TABLE narrow (id varchar(9)) CHARACTER SET latin1', "SELECT * FROM narrow WHERE id = '任'"],
  },
  {
    code: 'ER_CANT_AGGREGATE_3COLLATIONS',
    failure: 'data',
    sql: ['CREATE TABLE narrow (id varchar(9)) CHARACTER SET latin1', "SELECT * FROM narrow WHERE id IN ('a', '任')"],
  },
  {
    code: 'ER_CANT_AGGREGATE_NCOLLATIONS',
    failure: 'data',
    sql: [
      'CREATE TABLE narrow (id varchar(9)) CHARACTER SET latin1',
      "SELECT * FROM narrow WHERE id IN ('a', 'b', '任')",
    ],
  },
  { code: 'ER_INVALID_CHARACTER_STRING', failure: 'data', sql: ["SELECT _utf8mb4 X'ff'"] },
  {
    code: 'ER_TRUNCATED_WRONG_VALUE',
    failure: 'data',
    sql: ['CREATE TABLE dates (at datetime)', "INSERT INTO dates VALUES ('never')"],
  },
  { code: 'ER_UNKNOWN_STMT_HANDLER', failure: 'stale', sql: ['EXECUTE nobody'] },
  { code: 'ER_UNSUPPORTED_PS', failure: 'stale', sql: ['PREPARE p FROM \'PREPARE q FROM "SELECT 1"\''] },
  { code: 'ER_NO_SUCH_TABLE', failure: 'schema', sql: ['SELECT * FROM nowhere'] },
  { code: 'ER_BAD_TABLE_ERROR', failure: 'schema', sql: ['DROP TABLE nowhere'] },
  { code: 'ER_BAD_FIELD_ERROR', failure: 'schema', sql: ['SELECT nothing'] },
  {
    code: 'ER_VIEW_INVALID',
    failure: 'schema',
    sql: ['CREATE TABLE t (x int)', 'CREATE VIEW v AS SELECT x FROM t', 'DROP TABLE t', 'SELECT * FROM v'],
  },
];

const mariadb = await testDatabaseOrSkip('mariadb');
describe.skipIf(mariadb === undefined)('an error of MariaDB', () => {
  if (mariadb !== undefined) describeMariaDb(mariadb);
});

function describeMariaDb(database: TestDatabase): void {
  const url = new URL(database.url);
  const user = `reader_${url.pathname.slice(-12)}`;
  const reader = withChange(url, { username: user, password: 'pw' });
  beforeAll(async () => {
    await database.execute(`CREATE TABLE secrets (x int, y int); CREATE USER ${user} IDENTIFIED BY 'pw';
      CREATE TABLE half (x int, y int); GRANT SELECT (x) ON half TO ${user}`);
  });
  afterAll(async () => {
    await database.execute(`DROP USER ${user}`);
    await database.close();
  });

  it.each(MYSQL_CASES)('with the code $code is $failure: $sql', async ({ code, failure, sql }) => {
    await database.execute('DROP VIEW IF EXISTS v; DROP TABLE IF EXISTS narrow, dates, t');
    const connection = await mysql.createConnection({ uri: url.href, charset: 'utf8mb4' });
    for (const statement of sql.slice(0, -1)) await connection.query(statement);
    const error = await errorOf(connection.query(sql.at(-1) ?? ''));
    expect([codeOf(error), failureOf(error)]).toEqual([code, failure]);
    await connection.end();
  });

  it.each([
    { code: 'ER_TABLEACCESS_DENIED_ERROR', sql: 'SELECT * FROM secrets' },
    { code: 'ER_COLUMNACCESS_DENIED_ERROR', sql: 'SELECT y FROM half' },
    { code: 'ER_SPECIFIC_ACCESS_DENIED_ERROR', sql: 'SET GLOBAL max_connections = 5' },
  ])('with the code $code is a rights failure', async ({ code, sql }) => {
    const connection = await mysql.createConnection(reader.href);
    const error = await errorOf(connection.query(sql));
    expect([codeOf(error), failureOf(error)]).toEqual([code, 'rights']);
    await connection.end();
  });

  it.each([
    { code: 'ER_ACCESS_DENIED_ERROR', change: { username: user, password: 'wrong' }, failure: 'configuration' },
    { code: 'ER_BAD_DB_ERROR', change: { pathname: '/nowhere' }, failure: 'configuration' },
    {
      code: 'ER_DBACCESS_DENIED_ERROR',
      change: { username: user, password: 'pw', pathname: '/mysql' },
      failure: 'configuration',
    },
    { code: 'ECONNREFUSED', change: { port: '1' }, failure: 'outage' },
  ])('with the code $code of a connection is $failure', async ({ code, change, failure }) => {
    const other = withChange(url, change);
    const error = await errorOf(mysql.createConnection(other.href));
    expect([codeOf(error), failureOf(error)]).toEqual([code, failure]);
  });

  it('has a case for every code', () => {
    const connections = ['ER_ACCESS_DENIED_ERROR', 'ER_BAD_DB_ERROR', 'ER_DBACCESS_DENIED_ERROR'];
    const rights = codesOf({ ...MYSQL_CODES, data: [], stale: [], schema: [], configuration: [] });
    const ofOthers = [
      'ER_CANNOT_CONVERT_STRING',
      'ER_ACCOUNT_HAS_BEEN_LOCKED',
      'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
      'ER_NOT_SUPPORTED_AUTH_MODE',
      'ER_MUST_CHANGE_PASSWORD_LOGIN',
      // a race with ALTER TABLE, and a limit of the whole server, which no test provokes
      'ER_NEED_REPREPARE',
      'ER_TABLE_DEF_CHANGED',
      'ER_MAX_PREPARED_STMT_COUNT_REACHED',
    ];
    expectComplete(MYSQL_CODES, MYSQL_CASES, [...connections, ...rights, ...ofOthers]);
  });
}

describe('an error of SQLite', () => {
  const cases: readonly Case[] = [
    { code: 'SQLITE_ERROR', failure: 'schema', sql: ['SELECT * FROM nowhere'] },
    { code: 'SQLITE_ERROR', failure: 'schema', sql: ['SELECT missing FROM sqlite_master'] },
    { code: 'SQLITE_ERROR', failure: 'outage', sql: ['SELECT FROM'] },
    { code: 'SQLITE_TOOBIG', failure: 'data', sql: ['SELECT zeroblob(2147483647)'] },
  ];

  it.each(cases)('with the code $code is $failure: $sql', async ({ code, failure, sql }) => {
    const database = new Database(':memory:');
    const error = await errorOf(Promise.resolve().then(() => database.prepare(sql[0] ?? '').all()));
    expect([codeOf(error), failureOf(error)]).toEqual([code, failure]);
    database.close();
  });

  it('is an outage for a locked file, and a configuration failure for a file that is no database', async () => {
    const results = await createResultsFile();
    const [writer, reader] = [new Database(results.file), new Database(results.file, { timeout: 0 })];
    writer.exec('BEGIN EXCLUSIVE');
    const locked = await errorOf(Promise.resolve().then(() => reader.prepare('SELECT * FROM sqlite_master').all()));
    expect([codeOf(locked), failureOf(locked)]).toEqual(['SQLITE_BUSY', 'outage']);
    writer.close();
    reader.close();
    await results.remove();
    const other = new Database(new URL(import.meta.url).pathname, { readonly: true });
    const error = await errorOf(Promise.resolve().then(() => other.prepare('SELECT * FROM sqlite_master').all()));
    expect([codeOf(error), failureOf(error)]).toEqual(['SQLITE_NOTADB', 'configuration']);
    other.close();
  });

  it('has a case for every code', () => {
    expectComplete(SQLITE_CODES, cases, ['SQLITE_NOTADB']);
  });
});
