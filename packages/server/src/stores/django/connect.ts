import { existsSync } from 'node:fs';
import knex, { type Knex } from 'knex';
import { ConfigError, StoreUnavailable } from '../../errors.ts';
import type { StoreLocation } from '../store-url.ts';
import { ThreadedSqliteClient } from './sqlite-client.ts';

/** Connections of one process: more only queue up in the database (measured on two cores: 2 to 4 are best). */
const POOL_SIZE = 4;
/** Milliseconds to wait for a free connection before answering 503. */
const ACQUIRE_TIMEOUT = 2_000;
/** Milliseconds that a writer may hold a SQLite file. */
const SQLITE_BUSY_TIMEOUT = 2_000;

/**
 * A Knex instance on a database; nothing is connected before the first query. Read-only unless `write` is set.
 *
 * @throws ConfigError for a SQLite file that is not there
 */
export function connect(location: StoreLocation, options: { readonly write?: boolean } = {}): Knex {
  const write = options.write ?? false;
  if (location.kind === 'sqlite') return sqlite(location.filename, write);
  const { host, port, user, password, database, socket } = location;
  const pool = { min: 0, max: POOL_SIZE };
  if (location.kind === 'mysql') {
    const address = socket === undefined ? { host, port } : { socketPath: socket };
    return knex({
      client: 'mysql2',
      log: SILENT,
      connection: {
        ...address,
        user,
        password,
        database,
        charset: 'utf8mb4',
        dateStrings: true,
        connectTimeout: ACQUIRE_TIMEOUT,
      },
      acquireConnectionTimeout: ACQUIRE_TIMEOUT,
      pool: { ...pool, ...(write ? {} : { afterCreate: runOnCreate('SET SESSION TRANSACTION READ ONLY') }) },
    });
  }
  const ssl = location.ssl === undefined ? {} : { ssl: { rejectUnauthorized: location.ssl === 'verify-full' } };
  // every read is by a unique column: a plan from when the table was small must not scan it once it is large
  const readOnly = write ? {} : { options: '-c default_transaction_read_only=on -c enable_seqscan=off' };
  return knex({
    client: 'pg',
    log: SILENT,
    connection: {
      host: socket ?? host,
      port,
      ...(user === '' ? {} : { user }),
      password,
      database,
      ...ssl,
      ...readOnly,
      connectionTimeoutMillis: ACQUIRE_TIMEOUT,
      application_name: 'celery-results-server',
    },
    acquireConnectionTimeout: ACQUIRE_TIMEOUT,
    pool,
  });
}

function sqlite(filename: string, write: boolean): Knex {
  if (!write && !existsSync(filename))
    throw new ConfigError(
      `the SQLite file ${filename} is not there; "celery-results-server migrate" or Django's migrate makes it`,
    );
  return knex({
    client: write ? 'better-sqlite3' : ThreadedSqliteClient,
    log: SILENT,
    connection: { filename, options: { timeout: SQLITE_BUSY_TIMEOUT } } as Knex.BetterSqlite3ConnectionConfig,
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
}

/** Knex prints connection errors by itself; here they are thrown, and the door logs them once. */
const SILENT: Knex.Logger = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

function ignore(): void {}

type Done = (error: Error | null, connection: unknown) => void;

function runOnCreate(
  sql: string,
): (connection: { query(sql: string, done: (error: Error | null) => void): void }, done: Done) => void {
  return (connection, done) => connection.query(sql, (error) => done(error, connection));
}

/** What a driver throws, said so that the door knows what to answer: a storage that cannot answer now. */
export function unavailable(error: unknown): StoreUnavailable {
  return new StoreUnavailable('the result database does not answer', { cause: error });
}
