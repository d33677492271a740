import { type OpenedStore, openStore, type StoreOptions } from '../src/index.ts';

/** A busy machine may take long for a query. A test of this timeout uses `openStore` and sets its own. */
const TIMEOUT_MS = 30_000;

/** Opens a store that waits 30 seconds for its database. */
export function openTestStore(url: string, options: StoreOptions = {}): Promise<OpenedStore> {
  return openStore(url, { timeout: TIMEOUT_MS, ...options });
}
