import type { StoreOptions } from './django/index.ts';
import type { ResultStore } from './store.ts';
import { parseStoreUrl } from './store-url.ts';

/**
 * Opens the store that a URL names: `sqlite:///relative`, `sqlite:////absolute`, `postgres://…`, `mysql://…`, `mariadb://…`.
 *
 * @throws ConfigError for a URL that cannot be read, a missing SQLite file or missing tables
 * @throws StoreUnavailable when the database does not answer
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<ResultStore> {
  const location = parseStoreUrl(url);
  const { openDjangoStore } = await import('./django/index.ts');
  return openDjangoStore(location, options);
}
