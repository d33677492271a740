import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import { type ChainOptions, createChain } from './create-chain.ts';
import { health } from './health/health.ts';
import { FastKoa } from './koa/fast-koa.ts';
import { syncMiddleware } from './koa/sync-middleware.ts';
import { createRateLimits } from './limits/rate-limits.ts';
import { shedLoad } from './limits/shed-load.ts';
import { limitUrl } from './limits/url-length.ts';
import { createClientNames } from './log-clients.ts';
import { logRequests } from './log-requests.ts';
import { onResponse } from './on-response.ts';
import { type AppOptions, DEFAULTS } from './options.ts';
import { checkHost, refuseHostHeaders } from './request/allowed-host.ts';
import { sendReplies } from './response/reply.ts';
import { requestId } from './response/request-id.ts';
import { SAFE_HEADERS, safeHeaders } from './response/safe-headers.ts';
import { sendStreams } from './streams/send-streams.ts';

/**
 * Creates the Koa application that answers django-celery-results' URLs from a store. The caller closes the store.
 *
 * @example
 * const store = await openStore('sqlite:///db.sqlite3');
 * createApp({ store }).listen(8787, '127.0.0.1');
 */
export function createApp(options: AppOptions): Koa {
  const { log, operations } = options;
  const app = new FastKoa();
  // without a listener Koa prints the error; a connection that the client closed is not an error
  app.on('error', (error: unknown, ctx?: Context) => {
    if (!ctx?.socket.destroyed) log?.error({ err: error }, 'an answer failed');
  });
  for (const middleware of firstMiddlewares(options)) app.use(middleware);
  const { middlewares } = createChain(options, {
    ...guards(options),
    health: operations?.readiness !== undefined,
    streams: operations?.streams,
  });
  for (const middleware of middlewares) app.use(middleware);
  return app;
}

/** The middleware that runs for every request, before the routes. */
function firstMiddlewares({ log, operations, trustedProxies = 0 }: AppOptions): readonly Middleware[] {
  const { readiness, metrics, requestLog, logClients = { mode: 'none' } } = operations ?? {};
  const lines = requestLog ?? log;
  const listeners = [
    ...(lines ? [logRequests(lines, createClientNames(logClients, trustedProxies))] : []),
    ...(metrics ? [metrics.onResponse] : []),
  ];
  return [
    // only if no outer middleware can change a response
    ...(operations ? [sendReplies(SAFE_HEADERS, () => readiness?.isDraining ?? false)] : []),
    sendStreams,
    syncMiddleware(operations ? [requestId] : [requestId, safeHeaders]),
    ...(listeners.length > 0 ? [onResponse(listeners)] : []),
  ];
}

/**
 * Returns the middlewares that refuse requests before a route is looked up, and when the client is known. Health routes
 * come first, since no limit applies to them.
 */
function guards({
  maxUrl = DEFAULTS.maxUrl,
  allowedHosts,
  operations,
  trustedProxies = 0,
}: AppOptions): Pick<ChainOptions, 'guards' | 'onAccess'> {
  const { readiness, load, rateLimits } = operations ?? {};
  const rates = rateLimits && createRateLimits(rateLimits);
  return {
    guards: [
      // a health check may use any host name of this server
      ...(readiness ? [health(readiness)] : []),
      syncMiddleware([refuseHostHeaders, ...(allowedHosts ? [checkHost(allowedHosts)] : [])]),
      ...(load ? [shedLoad(load, trustedProxies)] : []),
      syncMiddleware([limitUrl(maxUrl)]),
      ...(rates ? [rates.countAddress] : []),
    ],
    ...(rates && { onAccess: rates.countClient }),
  };
}
