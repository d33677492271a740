import { migrateDjangoTables } from './django/migrate.ts';
import type { TableOptions } from './django/tables.ts';
import { parseStoreUrl } from './store-url.ts';

/**
 * Creates the tables of django-celery-results in a database that lacks them, for use without Django (a demo, a worker with another
 * way of migrating). Where Django runs, its own `migrate` is the better way.
 *
 * @returns the names of the tables that were made; empty when all were there
 * @throws ConfigError for a URL that cannot be read; StoreUnavailable when the database does not answer
 */
export async function migrate(url: string, options: TableOptions = {}): Promise<readonly string[]> {
  return migrateDjangoTables(parseStoreUrl(url), options);
}
