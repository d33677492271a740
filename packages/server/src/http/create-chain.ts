import type { Context, Middleware } from 'koa';
import { createHub } from '../changes/hub.ts';
import { NEWEST_PYTHON } from '../lib/unicode.ts';
import { createStats } from '../views/stats/stats.ts';
import { createStoreResolver, type ResolverOptions } from './auth/store-resolver.ts';
import { refuseTokenInUrl } from './auth/token-in-url.ts';
import { checkProgressPath } from './celery-progress.ts';
import { syncMiddleware } from './koa/sync-middleware.ts';
import { createAnswerMemory } from './limits/answer-memory.ts';
import { createMemoryBudget } from './limits/memory-budget.ts';
import { DEFAULTS, type MiddlewareOptions } from './options.ts';
import { answerProblems } from './response/answer-problems.ts';
import { allowOrigins } from './response/cors.ts';
import { createRoutes, decodePath } from './routes.ts';
import { createEventStreams, type EventStreams } from './streams/event-streams.ts';
import { streamOwner } from './streams/stream-owner.ts';
import { createUi } from './ui/ui-routes.ts';
import { createPathTest, unmatched } from './unmatched.ts';

export interface ChainOptions {
  /** Middlewares that run inside the error handling, before a route is looked up. */
  readonly guards: readonly Middleware[];
  /** Called with the rights of each client. */
  readonly onAccess?: ResolverOptions['onAccess'];
  /** Whether the OpenAPI document describes the health routes. */
  readonly health: boolean;
  /** Default: new streams for this chain. */
  readonly streams?: EventStreams | undefined;
}

export interface Chain {
  /** The middlewares in order, from CORS headers to the answer. */
  readonly middlewares: readonly Middleware[];
  /** Returns whether the routes answer a request, also with a redirect or a 405. */
  isOwnPath(ctx: Context): boolean;
}

/** Creates the middlewares that `createApp` and `createMiddleware` share. */
export function createChain(options: MiddlewareOptions, chain: ChainOptions): Chain {
  const { guards, health, onAccess, streams } = chain;
  const { store, auth, log, allowOrigins: origins = [] } = options;
  const { basePath = DEFAULTS.basePath, idFirst = DEFAULTS.idFirst, appendSlash = DEFAULTS.appendSlash } = options;
  const { batchResultLimit = DEFAULTS.batchResultLimit, maxIds = DEFAULTS.maxIds } = options;
  const { batchAnswerLimit = DEFAULTS.batchAnswerLimit, trustedProxies = 0 } = options;
  const { maxBody = DEFAULTS.maxBody, cacheSize = DEFAULTS.cacheSize } = options;
  const [first, ...others] = typeof basePath === 'string' ? [basePath] : basePath;
  checkProgressPath(options.celeryProgressPath, [first, ...others]);
  const memoryOf = createAnswerMemory(createMemoryBudget(options.answerMemory), trustedProxies);
  const opened = streams ?? createStreams(options, batchResultLimit);
  const resolveStore = createStoreResolver(store, auth, { memoryOf, ...(onAccess && { onAccess }) });
  const router = createRoutes({
    resolveStore,
    openStream: (ctx, scoped, query) =>
      opened.open(ctx, { store: scoped, query, owner: streamOwner(ctx, trustedProxies) }),
    stats: createStats(store),
    secured: auth !== undefined,
    basePath: first,
    otherBasePaths: others,
    celeryProgressPath: options.celeryProgressPath,
    idFirst,
    python: options.python ?? NEWEST_PYTHON,
    health,
    limits: { batchResultLimit, batchAnswerLimit, maxIds, maxBody, cacheSize },
    ...(options.ui && { ui: createUi(options.ui, { auth, resolveStore }) }),
  });
  return {
    middlewares: [
      ...(origins.length > 0 ? [allowOrigins({ origins, headers: options.allowHeaders ?? [] })] : []),
      answerProblems(log),
      ...guards,
      syncMiddleware([...(auth ? [refuseTokenInUrl] : []), decodePath]),
      // the context type of @koa/router includes members that the router itself sets
      router.routes() as Middleware,
      unmatched(router, appendSlash),
    ],
    isOwnPath: createPathTest(router, appendSlash),
  };
}

function createStreams({ store, log }: MiddlewareOptions, resultLimit: number): EventStreams {
  const onError = (error: unknown): void => log?.error({ err: error }, 'the states of a stream could not be read');
  return createEventStreams({
    hub: createHub({ store, resultLimit, maxIds: DEFAULTS.streams.ids, onError }),
    limits: DEFAULTS.streams,
  });
}
