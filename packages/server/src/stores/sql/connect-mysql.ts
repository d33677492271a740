import knex, { type Knex } from 'knex';
import { commonOptions, type SessionOptions } from './connection-options.ts';
import { DeadlineMysqlClient } from './deadline-clients.ts';
import { LocatedMysqlClient } from './located-mysql.ts';
import type { NetworkLocation } from './sql-location.ts';

/** The settings of a connection. */
export interface MysqlSettings {
  readonly location: NetworkLocation;
}

export function connectMysql(location: NetworkLocation, session: SessionOptions): Knex {
  const { write, timeout } = session;
  const { user, database } = location;
  const options = commonOptions(session);
  return knex({
    ...options,
    client: write ? LocatedMysqlClient : DeadlineMysqlClient,
    connection: {
      location,
      user,
      database,
      charset: 'utf8mb4',
      dateStrings: true,
      connectTimeout: timeout,
      maxPreparedStatements: MAX_STATEMENTS,
    } as Knex.MySql2ConnectionConfig,
    pool: { ...options.pool, afterCreate: runOnCreate(write ? [PLAIN_SESSION] : sessionStatements(timeout)) },
  });
}

/**
 * Largest number of prepared statements of a connection. The database has one limit for all clients, usually 16,382.
 */
const MAX_STATEMENTS = 200;

/**
 * Sets how the session parses SQL. The modes of a server (ANSI_QUOTES, NO_BACKSLASH_ESCAPES, ORACLE…) and its
 * `init_connect` must not decide where a value ends.
 */
const PLAIN_SESSION = "SET NAMES utf8mb4, SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'";

/** Statements that set the SQL mode of a session, make it read-only, and limit the time of its statements. */
function sessionStatements(timeout: number): readonly string[] {
  const seconds = Math.ceil(timeout / 1_000);
  return [
    PLAIN_SESSION,
    'SET SESSION TRANSACTION READ ONLY',
    // MariaDB ignores the first comment, and MySQL the second
    `SET SESSION lock_wait_timeout = ${seconds}` +
      ` /*!50708 , SESSION max_execution_time = ${timeout} */` +
      ` /*M!100101 , SESSION max_statement_time = ${timeout / 1_000} */`,
  ];
}

type Done = (error: Error | null, connection: unknown) => void;

interface MysqlConnection {
  query(sql: string, done: (error: Error | null) => void): void;
}

/** Runs statements one after the other on a new connection, before Knex uses it. */
function runOnCreate(statements: readonly string[]): (connection: MysqlConnection, done: Done) => void {
  return (connection, done) => {
    const [first, ...rest] = statements;
    if (first === undefined) return done(null, connection);
    connection.query(first, (error) => (error ? done(error, connection) : runOnCreate(rest)(connection, done)));
  };
}
