import type { Knex } from 'knex';
import { connectMysql } from './connect-mysql.ts';
import { connectPostgres } from './connect-postgres.ts';
import { connectSqlite } from './connect-sqlite.ts';
import { POOL_SIZE, type SessionOptions } from './connection-options.ts';
import { type Preparation, sessionState } from './session.ts';
import type { SqlLocation } from './sql-location.ts';

/** Milliseconds to wait for a free connection, and again for a statement. */
const TIMEOUT_MS = 2_000;

export interface ConnectOptions {
  /** Default false: sessions are read-only. */
  readonly write?: boolean;
  /** Milliseconds to wait for a free connection, and again for a statement. Default 2,000. */
  readonly timeout?: number;
  /** The largest number of connections. Default 4; a SQLite file has one. */
  readonly connections?: number;
  /** Whether statements are prepared. Default `auto`: if sessions keep them. */
  readonly preparedStatements?: Preparation;
  /** Receives a warning for the operator. Default: none. */
  readonly warn?: ((message: string) => void) | undefined;
}

/**
 * Creates a Knex instance for a database. It connects with its first query.
 *
 * @throws ConfigError when SQLite's driver is not installed
 * @throws StoreUnavailable for a SQLite file that does not exist
 */
export function connect(location: SqlLocation, options: ConnectOptions = {}): Knex {
  const { write = false, timeout = TIMEOUT_MS, connections = POOL_SIZE, preparedStatements = 'auto', warn } = options;
  const knex = create(location, { write, timeout, connections });
  const state = sessionState(knex.client);
  if (preparedStatements === 'off') state.prepares = false;
  if (warn) state.warn = warn;
  return knex;
}

function create(location: SqlLocation, session: SessionOptions): Knex {
  if (location.kind === 'sqlite') return connectSqlite(location, session);
  return location.kind === 'mysql' ? connectMysql(location, session) : connectPostgres(location, session);
}
