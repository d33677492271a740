import { existsSync } from 'node:fs';
import knex, { type Knex } from 'knex';
import { ConfigError, StoreUnavailable } from '../../errors.ts';
import type { StoreLocation } from '../store-url.ts';
import { DeadlineMysqlClient, DeadlinePostgresClient } from './deadline-clients.ts';
import { ThreadedSqliteClient } from './sqlite-client.ts';

/** Connections of one process: more only queue up in the database (measured on two cores: 2 to 4 are best). */
const POOL_SIZE = 4;
/** Milliseconds to wait for a free connection, and again for what it is asked. */
const TIMEOUT = 2_000;

export interface ConnectOptions {
  /** Default: read only. */
  readonly write?: boolean;
  /** Milliseconds to wait for a free connection, and again for a statement. Default 2,000. */
  readonly timeout?: number;
}

type Network = Exclude<StoreLocation, { readonly kind: 'sqlite' }>;

/**
 * A Knex instance on a database; nothing is connected before the first query.
 *
 * @throws ConfigError for a SQLite file that is not there, or without SQLite's driver
 */
export function connect(location: StoreLocation, { write = false, timeout = TIMEOUT }: ConnectOptions = {}): Knex {
  const how = { write, timeout };
  if (location.kind === 'sqlite') return sqlite(location.filename, how);
  return location.kind === 'mysql' ? mysql(location, how) : postgres(location, how);
}

/** What no driver matters for. */
function common(timeout: number): Pick<Knex.Config, 'log' | 'acquireConnectionTimeout' | 'compileSqlOnError' | 'pool'> {
  return {
    log: SILENT,
    acquireConnectionTimeout: timeout,
    // an error's message would hold the ids
    compileSqlOnError: false,
    pool: { min: 0, max: POOL_SIZE, createTimeoutMillis: timeout },
  };
}

function mysql(location: Network, { write, timeout }: Required<ConnectOptions>): Knex {
  const { host, port, user, password, database, socket, ssl } = location;
  const address = socket === undefined ? { host, port } : { socketPath: socket };
  const seconds = Math.ceil(timeout / 1_000);
  const session = [
    'SET SESSION TRANSACTION READ ONLY',
    // MariaDB passes over the first comment, and MySQL over the second
    `SET SESSION lock_wait_timeout = ${seconds} /*!50708 , SESSION max_execution_time = ${timeout} */ /*M!100101 , SESSION max_statement_time = ${timeout / 1_000} */`,
  ];
  const options = common(timeout);
  return knex({
    ...options,
    client: write ? 'mysql2' : DeadlineMysqlClient,
    connection: {
      ...address,
      user,
      password,
      database,
      charset: 'utf8mb4',
      dateStrings: true,
      connectTimeout: timeout,
      ...(ssl === undefined ? {} : { ssl: { rejectUnauthorized: ssl === 'verify-full' } }),
    },
    pool: { ...options.pool, ...(write ? {} : { afterCreate: runOnCreate(session) }) },
  });
}

function postgres(location: Network, { write, timeout }: Required<ConnectOptions>): Knex {
  const { host, port, user, password, database, socket } = location;
  const ssl = location.ssl === undefined ? {} : { ssl: { rejectUnauthorized: location.ssl === 'verify-full' } };
  const settings = {
    default_transaction_read_only: 'on',
    // every read is by a unique column: a plan from when the table was small must not scan it once it is large
    enable_seqscan: 'off',
    statement_timeout: timeout,
  };
  const set = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return knex({
    ...common(timeout),
    client: write ? 'pg' : DeadlinePostgresClient,
    connection: {
      host: socket ?? host,
      port,
      ...(user === '' ? {} : { user }),
      password,
      database,
      ...ssl,
      ...(write ? {} : { options: set.join(' ') }),
      connectionTimeoutMillis: timeout,
      keepAlive: true,
      application_name: 'celery-results-server',
    },
  });
}

function sqlite(filename: string, { write, timeout }: Required<ConnectOptions>): Knex {
  requireDriver();
  if (!write && !existsSync(filename))
    throw new ConfigError(
      `the SQLite file ${filename} is not there; "celery-results-server migrate" or Django's migrate makes it`,
    );
  return knex({
    ...common(timeout),
    client: write ? 'better-sqlite3' : ThreadedSqliteClient,
    connection: { filename, options: { timeout } } as Knex.BetterSqlite3ConnectionConfig,
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
}

/** SQLite's driver is an optional dependency: it holds binaries for some platforms, and is half of what an installation weighs. */
function requireDriver(): void {
  try {
    import.meta.resolve('better-sqlite3');
  } catch (error) {
    throw new ConfigError('SQLite stores need the package better-sqlite3, which is not installed', { cause: error });
  }
}

/** Knex prints connection errors by itself; here they are thrown, and the door logs them once. */
const SILENT: Knex.Logger = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

function ignore(): void {}

type Done = (error: Error | null, connection: unknown) => void;

function runOnCreate(
  statements: readonly string[],
): (connection: { query(sql: string, done: (error: Error | null) => void): void }, done: Done) => void {
  return (connection, done) => {
    const [first, ...rest] = statements;
    if (first === undefined) return done(null, connection);
    connection.query(first, (error) => (error ? done(error, connection) : runOnCreate(rest)(connection, done)));
  };
}

/** What a driver throws, said so that the door knows what to answer: a storage that cannot answer now. */
export function unavailable(error: unknown): StoreUnavailable {
  return new StoreUnavailable('the result database does not answer', { cause: error });
}

/** @throws StoreUnavailable for whatever the driver throws */
export async function reading<Rows>(query: Promise<Rows>): Promise<Rows> {
  try {
    return await query;
  } catch (error) {
    throw unavailable(error);
  }
}
