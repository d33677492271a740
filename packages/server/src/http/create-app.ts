import type Koa from 'koa';
import type { Context } from 'koa';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { ResultStore } from '../stores/store.ts';
import { App } from './app.ts';
import type { Auth } from './auth/auth.ts';
import { storeOfRequest } from './auth/store-of-request.ts';
import { refuseTokenInUrl } from './auth/token-in-url.ts';
import { allowOrigins } from './cors.ts';
import { health } from './health.ts';
import { type Load, shedLoad } from './limits/load.ts';
import { limitRates, type RateLimitOptions } from './limits/rate-limits.ts';
import { limitUrl } from './limits/url-length.ts';
import { type Log, logRequests } from './log-requests.ts';
import { observe } from './observe.ts';
import { answerProblems } from './problems.ts';
import type { Readiness } from './readiness.ts';
import { sendReplies } from './reply.ts';
import { requestId } from './request-id.ts';
import { createRoutes, decodedPath } from './routes.ts';
import { SAFE_HEADERS, safeHeaders } from './safe-headers.ts';
import { steps } from './steps.ts';
import { unmatched } from './unmatched.ts';

/** How the URLs are served. */
export interface AppOptions {
  readonly store: ResultStore;
  /** Mount prefix, with a slash at both ends. Default `/celery/`. */
  readonly basePath?: string;
  /** Also serve the legacy ID-first URLs (`DJANGO_CELERY_RESULTS_ID_FIRST_URLS`). Default true. */
  readonly idFirst?: boolean;
  /** Redirect paths that only lack the final slash (`APPEND_SLASH`). Default true. */
  readonly appendSlash?: boolean;
  /** Bytes of a task's result in a batch; a larger one is left out there. Default 512 KiB. */
  readonly batchResultLimit?: number;
  /** Ids of a batch. Default 1,000. */
  readonly maxIds?: number;
  /** Bytes of a request's body. Default 256 KiB. */
  readonly maxBody?: number;
  /** Bytes of a request's target. Default 8 KiB. */
  readonly maxUrl?: number;
  /** Bytes of large answers that are kept for as long as their rows stay the same. Default 64 MiB; 0 keeps none. */
  readonly cacheSize?: number;
  /** Who may read what. Default: everybody everything. */
  readonly auth?: Auth;
  /** Origins whose pages may read the answers (CORS), such as `https://shop.example`. Default: only the server's own. */
  readonly allowOrigins?: readonly string[];
  /** Where one line a request goes; nothing is logged without it. */
  readonly log?: Log;
  /** How the app is run. Default: neither health routes nor metrics, and no limit to how many may ask. */
  readonly operations?: Operations;
}

/** What a server that stands alone adds to the app. */
export interface Operations {
  /** Answers `/livez` and `/readyz`. */
  readonly readiness?: Readiness;
  /** Where the lines of requests go; nowhere if false. Default: where all others do. */
  readonly requestLog?: Pick<Log, 'debug' | 'info'> | false;
  /** Told of every answer. */
  readonly metrics?: Pick<Metrics, 'answered'>;
  /** Refuses requests when there are too many. */
  readonly load?: Load;
  /** Refuses requests of who asks too often. */
  readonly rateLimits?: RateLimitOptions;
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
  const { batchResultLimit = 512 * 1024, maxIds = 1_000, maxBody = 256 * 1024, maxUrl = 8 * 1024 } = options;
  const { cacheSize = 64 * 1024 * 1024 } = options;
  const { readiness, metrics, load, rateLimits, requestLog } = options.operations ?? {};
  const limits = { batchResultLimit, maxIds, maxBody, cacheSize };
  const { auth, allowOrigins: origins = [] } = options;
  const storeFor = storeOfRequest(store, auth);
  const served = { basePath, idFirst, health: readiness !== undefined, secured: auth !== undefined };
  const router = createRoutes({ ...served, storeFor, limits });
  const app = new App();
  // Koa would print it; a connection that broke off is nothing to tell
  app.on('error', (error: unknown, ctx?: Context) => {
    if (!ctx?.socket.destroyed) log?.error({ err: error }, 'an answer failed');
  });
  const { operations } = options;
  // nobody changes the answers of a server that stands alone
  if (operations) app.use(sendReplies(SAFE_HEADERS, () => readiness?.isDraining ?? false));
  app.use(steps(operations ? [requestId] : [requestId, safeHeaders]));
  const lines = requestLog ?? log;
  const listeners = [...(lines ? [logRequests(lines)] : []), ...(metrics ? [metrics.answered] : [])];
  if (listeners.length > 0) app.use(observe(listeners));
  if (origins.length > 0) app.use(allowOrigins(origins));
  app.use(answerProblems(log));
  // before everything that may refuse a request
  if (readiness) app.use(health(readiness));
  if (load) app.use(shedLoad(load));
  app.use(steps([limitUrl(maxUrl)]));
  if (rateLimits) app.use(limitRates(rateLimits));
  app.use(steps([...(auth ? [refuseTokenInUrl] : []), decodedPath]));
  app.use(router.routes());
  app.use(unmatched(router, appendSlash));
  return app;
}
