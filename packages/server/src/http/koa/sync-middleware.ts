import type { Context, Middleware } from 'koa';

/** Checks a request or sets headers synchronously, and may refuse the request. */
export type SyncHandler = (ctx: Context) => void;

/** Combines several handlers into one middleware. A middleware for each would cost a promise per request. */
export function syncMiddleware(handlers: readonly SyncHandler[]): Middleware {
  return (ctx, next) => {
    for (const handle of handlers) handle(ctx);
    return next();
  };
}
