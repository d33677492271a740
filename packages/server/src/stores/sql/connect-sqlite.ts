import { existsSync } from 'node:fs';
import { versions } from 'node:process';
import knex, { type Knex } from 'knex';
import { ConfigError, StoreUnavailable } from '../../problems/errors.ts';
import { commonOptions, type SessionOptions } from './connection-options.ts';
import type { SqliteLocation } from './sql-location.ts';
import { ThreadedSqliteClient } from './sqlite-client.ts';

/**
 * @throws ConfigError for a Node that is too old, or when the driver is not installed
 * @throws StoreUnavailable for a file that does not exist
 */
export function connectSqlite({ filename }: SqliteLocation, session: SessionOptions): Knex {
  const { write, timeout } = session;
  checkNode(versions.node);
  checkDriver();
  if (!write && !existsSync(filename))
    throw new StoreUnavailable(
      `the SQLite file ${filename} does not exist; "celery-results-server migrate" or Django's migrate creates it, ` +
        'and Celery does for a db+ URL',
    );
  return knex({
    ...commonOptions(session),
    client: write ? 'better-sqlite3' : ThreadedSqliteClient,
    connection: { filename, options: { timeout } } as Knex.BetterSqlite3ConnectionConfig,
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
}

/**
 * Refuses a Node on which opening a SQLite file would crash the process: better-sqlite3 13 needs Node 22.14.
 *
 * @throws ConfigError
 */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 14))
    throw new ConfigError(`SQLite stores need Node 22.14 or newer, and this is ${version}`);
}

/**
 * The driver is an optional dependency: it has binaries for some platforms only, and is half of the size of an
 * installation.
 */
function checkDriver(): void {
  try {
    import.meta.resolve('better-sqlite3');
  } catch (error) {
    throw new ConfigError(
      'SQLite stores need the package better-sqlite3, which is not installed: run "npm install better-sqlite3"',
      { cause: error },
    );
  }
}
