import type { Context } from 'koa';
import type { Access, ScopedStore } from '../../access/access.ts';
import { scopedStore } from '../../access/scoped-store.ts';
import { unrestricted } from '../../access/unrestricted-store.ts';
import { type OpenedStore, type ReadMemory, UNLIMITED_MEMORY } from '../../stores/store.ts';
import { stateOf } from '../koa/context.ts';
import type { Auth } from './auth.ts';

export interface ResolverOptions {
  /** Returns the memory of a request's answer. Default: without a limit. */
  readonly memoryOf?: (ctx: Context) => ReadMemory;
  /** Called with the rights of a request's client, before anything is read. It may refuse the request. */
  readonly onAccess?: (ctx: Context, access: Access) => Promise<void>;
}

/** Returns a function that returns the store for a request, limited to the request's rights. */
export function createStoreResolver(
  { results, index }: Pick<OpenedStore, 'results' | 'index'>,
  auth: Auth | undefined,
  { memoryOf = () => UNLIMITED_MEMORY, onAccess }: ResolverOptions = {},
): (ctx: Context) => Promise<ScopedStore> {
  if (!auth) return async (ctx) => unrestricted(results, memoryOf(ctx), index);
  return async (ctx) => {
    const access = await auth.access(ctx);
    const state = stateOf(ctx);
    if (access.subject !== undefined) state.subject = access.subject;
    if (onAccess) await onAccess(ctx, access);
    return scopedStore(results, access, memoryOf(ctx), index);
  };
}
