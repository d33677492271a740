import type { Context } from 'koa';
import { openToAll, type ScopedStore, scopedStore } from '../../access/scoped-store.ts';
import type { ResultStore } from '../../stores/store.ts';
import type { Auth } from './auth.ts';

/** How a request comes to a store: whoever asks is looked at first. */
export function storeOfRequest(store: ResultStore, auth: Auth | undefined): (ctx: Context) => Promise<ScopedStore> {
  if (auth) return async (ctx) => scopedStore(store, await auth.access(ctx));
  const open = openToAll(store);
  return async () => open;
}
