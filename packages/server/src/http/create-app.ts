import Koa, { type Context, type Next } from 'koa';
import type { ResultStore } from '../stores/store.ts';
import { decodeTarget } from './decode-path.ts';
import { type Log, logRequests } from './log-requests.ts';
import { notFound, redirectToSlash } from './not-found.ts';
import { answerError, methodNotAllowed } from './problems.ts';
import { createRoutes } from './routes.ts';

/** How the URLs are served. */
export interface AppOptions {
  readonly store: ResultStore;
  /** Mount prefix, with a slash at both ends. Default `/celery/`. */
  readonly basePath?: string;
  /** Also serve the legacy ID-first URLs (`DJANGO_CELERY_RESULTS_ID_FIRST_URLS`). Default true. */
  readonly idFirst?: boolean;
  /** Redirect paths that only lack the final slash (`APPEND_SLASH`). Default true. */
  readonly appendSlash?: boolean;
  /** Where one line a request goes; nothing is logged without it. */
  readonly log?: Log;
}

/**
 * The Koa application that answers django-celery-results' URLs from a store. It holds no connection of its own: closing the
 * store is the caller's.
 *
 * @example
 * const store = await openStore('sqlite:///db.sqlite3');
 * createApp({ store }).listen(8787, '127.0.0.1');
 */
export function createApp(options: AppOptions): Koa {
  const { store, basePath = '/celery/', idFirst = true, appendSlash = true, log } = options;
  const router = createRoutes({ store, basePath, idFirst });
  const app = new Koa();
  if (log) app.use(logRequests(log));
  app.use(safeHeaders);
  app.use(errors(log));
  app.use((ctx, next) => {
    const { path } = decodeTarget(ctx.req.url ?? '/');
    // routes are matched on the decoded path; one that is no UTF-8 matches nothing
    ctx['newRouterPath'] = path ?? '%';
    return next();
  });
  app.use(router.routes());
  app.use((ctx) => {
    const target = decodeTarget(ctx.req.url ?? '/');
    const matches = (path: string): boolean => router.match(path, 'GET').route;
    if (target.path === undefined) return notFound(ctx);
    if (matches(target.path)) return methodNotAllowed(ctx);
    if (appendSlash && matches(`${target.path}/`)) return redirectToSlash(ctx, target);
    return notFound(ctx);
  });
  return app;
}

/** What Django's default middleware sets, and no caching: states change. */
async function safeHeaders(ctx: Context, next: Next): Promise<void> {
  ctx.set({
    'Cache-Control': 'no-store',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  await next();
}

function errors(log: Log | undefined): (ctx: Context, next: Next) => Promise<void> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const expected = answerError(ctx, error);
      if (!expected || ctx.status === 503) log?.error({ err: error }, 'a request failed');
    }
  };
}
