import type { Context, Middleware, Next } from 'koa';
import { createChain } from './create-chain.ts';
import { syncMiddleware } from './koa/sync-middleware.ts';
import { limitUrl } from './limits/url-length.ts';
import { DEFAULTS, type MiddlewareOptions } from './options.ts';
import { safeHeaders } from './response/safe-headers.ts';
import { sendStreams } from './streams/send-streams.ts';

/**
 * Creates a middleware with the routes of {@link createApp}, for your own Koa app. Below `basePath` it answers its own
 * paths, with errors as problems; every other request continues to the next middleware. Middlewares before it, such as
 * a login, decide which requests it gets. A header that is already set is kept.
 *
 * Do not mount it below a prefix with koa-mount: `basePath` is also in the `Link` header and in the OpenAPI document.
 * With the legacy ID-first URLs, `basePath: '/'` answers every path like `/x/status/`.
 *
 * @example
 * const app = new Koa();
 * app.use(requireLogin);
 * app.use(createMiddleware({ store, basePath: '/api/celery/' }));
 */
export function createMiddleware(options: MiddlewareOptions): Middleware {
  const { maxUrl = DEFAULTS.maxUrl } = options;
  const { middlewares, isOwnPath } = createChain(options, {
    guards: [syncMiddleware([limitUrl(maxUrl)])],
    health: false,
  });
  const answer = compose([sendStreams, syncMiddleware([safeHeaders]), ...middlewares]);
  return (ctx, next) => (isOwnPath(ctx) ? answer(ctx, async () => {}) : next());
}

/** Combines middlewares into one. The last one ends the chain: the surrounding app does not run. */
function compose(middlewares: readonly Middleware[]): Middleware {
  const run = async (ctx: Context, at: number, last: Next): Promise<void> => {
    const middleware = middlewares[at] ?? last;
    await middleware(ctx, () => run(ctx, at + 1, last));
  };
  return (ctx, next) => run(ctx, 0, next);
}
