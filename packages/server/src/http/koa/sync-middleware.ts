import type { Context, Middleware } from 'koa';

/** Looks at a request or refuses it, without waiting for anything. */
export type SyncHandler = (ctx: Context) => void;

/** One middleware of several handlers. A middleware of its own for each would cost a promise per request. */
export function syncMiddleware(handlers: readonly SyncHandler[]): Middleware {
  return (ctx, next) => {
    for (const handle of handlers) handle(ctx);
    return next();
  };
}
