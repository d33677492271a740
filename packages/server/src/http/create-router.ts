import type { Context, Middleware, Next } from 'koa';
import { storeOfRequest } from './auth/store-of-request.ts';
import { refuseTokenInUrl } from './auth/token-in-url.ts';
import { allowOrigins } from './cors.ts';
import type { AppOptions } from './create-app.ts';
import { limitUrl } from './limits/url-length.ts';
import { answerProblems } from './problems.ts';
import { createRoutes, decodedPath } from './routes.ts';
import { safeHeaders } from './safe-headers.ts';
import { steps } from './steps.ts';
import { isRouted, unmatched } from './unmatched.ts';

/** {@link AppOptions} without what is the surrounding app's own business. */
export type RouterOptions = Omit<AppOptions, 'operations'>;

/**
 * A middleware with the routes of {@link createApp}, for a Koa app of your own: below `basePath` it answers the paths that are its
 * own, with errors as problems, and every other request goes on untouched to what you use after it. What you use before it, such as a
 * login, decides who gets there, and a header that is set already is kept.
 *
 * Do not put it below a prefix with koa-mount: `basePath` is in the `Link` header and the OpenAPI document, too. With the legacy
 * ID-first URLs, `basePath: '/'` takes every path like `/x/status/`.
 *
 * @example
 * const app = new Koa();
 * app.use(requireLogin);
 * app.use(createRouter({ store, basePath: '/api/celery/' }));
 */
export function createRouter(options: RouterOptions): Middleware {
  const { store, basePath = '/celery/', idFirst = true, appendSlash = true, log } = options;
  const { batchResultLimit = 512 * 1024, maxIds = 1_000, maxBody = 256 * 1024, maxUrl = 8 * 1024 } = options;
  const { cacheSize = 64 * 1024 * 1024 } = options;
  const { auth, allowOrigins: origins = [] } = options;
  const limits = { batchResultLimit, maxIds, maxBody, cacheSize };
  const storeFor = storeOfRequest(store, auth);
  const router = createRoutes({ storeFor, basePath, idFirst, limits, secured: auth !== undefined });
  const isOurs = isRouted(router, appendSlash);
  const answer = inTurn([
    steps([safeHeaders]),
    ...(origins.length > 0 ? [allowOrigins(origins)] : []),
    answerProblems(log),
    steps([limitUrl(maxUrl), ...(auth ? [refuseTokenInUrl] : []), decodedPath]),
    // it asks for what it sets by itself
    router.routes() as Middleware,
    unmatched(router, appendSlash),
  ]);
  return (ctx, next) => (isOurs(ctx) ? answer(ctx, async () => {}) : next());
}

/** One middleware of several. The last one ends it: nothing is asked of the app around it. */
function inTurn(middlewares: readonly Middleware[]): Middleware {
  const run = async (ctx: Context, at: number, last: Next): Promise<void> => {
    const middleware = middlewares[at] ?? last;
    await middleware(ctx, () => run(ctx, at + 1, last));
  };
  return (ctx, next) => run(ctx, 0, next);
}
