import { EVENTS_PATH, EVENTS_REL, pathPattern, ROUTES, type UrlStyle, V1_REL } from '@celery-results/client/protocol';
import { V1_PATH, V1_ROUTES, type V1RouteName } from '@celery-results/client/protocol/v1-routes';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { ScopedStore } from '../access/access.ts';
import { type PythonVersion, unknownCharacters } from '../lib/unicode.ts';
import { ProblemError } from '../problems/problems.ts';
import { batch } from '../views/batch.ts';
import type { BatchQuery } from '../views/batch-query.ts';
import { VIEWS } from '../views/index.ts';
import type { StatsView } from '../views/stats/stats.ts';
import { answerProgress } from './celery-progress.ts';
import { sendClientFile } from './client-file.ts';
import { stateOf } from './koa/context.ts';
import type { SyncHandler } from './koa/sync-middleware.ts';
import { listAnswers, type V1Answer } from './list-answers.ts';
import { openApiDocument } from './openapi/document.ts';
import { acceptsType } from './request/accepts-type.ts';
import { decodeTarget } from './request/decode-target.ts';
import { parseBatch } from './request/parse-batch.ts';
import { parseEventQuery } from './request/parse-event-query.ts';
import { readJson } from './request/read-json.ts';
import { isKnown } from './response/conditional.ts';
import { setHeader } from './response/reply.ts';
import { createResponseCache, type ResponseCache } from './response/response-cache.ts';
import { sendCacheableJson, sendJson, sendJsonResponse } from './response/send-json.ts';
import { STREAM_TYPE } from './streams/send-streams.ts';
import type { Ui } from './ui/ui-routes.ts';

export interface RouteOptions {
  /** Returns the store with the rights of a request. Routes have no other access to a store. */
  readonly resolveStore: (ctx: Context) => Promise<ScopedStore>;
  /** Answers a request with the stream of these tasks and groups. */
  readonly openStream: (ctx: Context, store: ScopedStore, query: BatchQuery) => Promise<void>;
  /** Answers the numbers over all tasks. */
  readonly stats: StatsView;
  /** Whether some clients may not read everything, which the OpenAPI document then describes. Default false. */
  readonly secured?: boolean;
  /** Mount prefix, with a slash at both ends. */
  readonly basePath: string;
  /** Further mount prefixes with the same routes. Default: none. */
  readonly otherBasePaths?: readonly string[];
  /** A path outside the mount prefixes that answers like celery-progress. Default: none. */
  readonly celeryProgressPath?: string | undefined;
  readonly idFirst: boolean;
  /** The release of Python whose letters ids may have. */
  readonly python: PythonVersion;
  readonly limits: RequestLimits;
  /** Whether the app answers `/livez` and `/readyz`, which the OpenAPI document then describes. Default false. */
  readonly health?: boolean;
  /** The status page. Default: none. */
  readonly ui?: Ui;
}

export interface RequestLimits {
  /** Largest number of characters of a result in a batch. */
  readonly batchResultLimit: number;
  /** Largest number of characters of all results of a batch. */
  readonly batchAnswerLimit: number;
  /** Largest number of ids of a batch. */
  readonly maxIds: number;
  /** Largest number of bytes of a request's body. */
  readonly maxBody: number;
  /** Size of the cache of large responses, in bytes. */
  readonly cacheSize: number;
}

/** Methods of a view. GET includes HEAD; OPTIONS and TRACE answer like Django: vectors route-methods, http-trace. */
const METHODS = ['GET', 'OPTIONS', 'TRACE'];

/** Creates the server's own routes, followed by Django's. */
export function createRoutes(options: RouteOptions): Router {
  const router = new Router();
  const cachedResponse = createResponseCache(options.limits.cacheSize);
  for (const basePath of [options.basePath, ...(options.otherBasePaths ?? [])]) {
    options.ui?.addTo(router, (path) => below({ ...options, basePath }, path));
    addV1Routes(router, { ...options, basePath });
    addDjangoRoutes(router, { ...options, basePath }, cachedResponse);
  }
  const { celeryProgressPath, resolveStore, python } = options;
  if (celeryProgressPath !== undefined) {
    const pattern = below({ basePath: celeryProgressPath, python }, '<id>/');
    router.register(pattern, ['GET'], answerProgress(resolveStore), { pathAsRegExp: true });
  }
  return router;
}

/** Adds the routes in Django's order: all noun-first paths, then all ID-first ones. */
function addDjangoRoutes(
  router: Router,
  { resolveStore, basePath, idFirst, python }: RouteOptions,
  cachedResponse: ResponseCache,
): void {
  const styles: readonly UrlStyle[] = idFirst ? ['noun-first', 'id-first'] : ['noun-first'];
  const link = `<${basePath}${V1_PATH}>; rel="${V1_REL}", <${basePath}${EVENTS_PATH}>; rel="${EVENTS_REL}"`;
  for (const style of styles) {
    for (const route of ROUTES) {
      const view = VIEWS[route.name];
      const answer: Middleware = async (ctx) => {
        stateOf(ctx).route = route.name;
        // set first, so that problems of these routes also have the header
        if (ctx.res.hasHeader('Link')) ctx.append('Link', link);
        else setHeader(ctx, 'Link', link);
        const store = await resolveStore(ctx);
        const id = ctx['captures']?.[0] ?? '';
        if (route.name === 'celery-task_status')
          sendJsonResponse(ctx, await cachedResponse(id, { store, view, isKnown: (etag) => isKnown(ctx, etag) }));
        else await sendCacheableJson(ctx, (await view(store, id)).parts);
      };
      router.register(below({ basePath, python }, route[style]), METHODS, answer, { pathAsRegExp: true });
    }
  }
}

function addV1Routes(router: Router, options: RouteOptions): void {
  const { resolveStore, openStream, stats, basePath, limits, python } = options;
  const batchLimits = { resultLimit: limits.batchResultLimit, answerLimit: limits.batchAnswerLimit };
  const document = [JSON.stringify(openApiDocument(options))];
  const stream: RouteOptions['openStream'] = async (ctx, store, query) => {
    stateOf(ctx).ids = query.tasks.size + query.groups.size;
    await openStream(ctx, store, query);
  };
  const answers: Readonly<Record<Exclude<V1RouteName, 'v1-client'>, V1Answer>> = {
    'v1-openapi': (ctx) => sendCacheableJson(ctx, document),
    ...listAnswers(stats),
    'v1-status': async (ctx, store) => {
      const query = parseBatch(await readJson(ctx, limits.maxBody), limits.maxIds);
      stateOf(ctx).ids = query.tasks.size + query.groups.size;
      sendJson(ctx, await batch(store, query, batchLimits));
    },
    'v1-events': async (ctx, store) => {
      refuseOtherTypes(ctx);
      await stream(ctx, store, parseBatch(await readJson(ctx, limits.maxBody), limits.maxIds));
    },
    'v1-events-get': async (ctx, store) => {
      refuseOtherTypes(ctx);
      await stream(ctx, store, parseEventQuery(ctx.req.url ?? '/', limits.maxIds));
    },
  };
  for (const { name, method, path, parameters } of V1_ROUTES) {
    const answer: Middleware = async (ctx) => {
      stateOf(ctx).route = name;
      if (name === 'v1-client') {
        refuseUnknownParameters(ctx, parameters);
        sendClientFile(ctx);
        return;
      }
      const store = await resolveStore(ctx);
      refuseUnknownParameters(ctx, parameters);
      await answers[name](ctx, store);
    };
    router.register(below({ basePath, python }, path), [method], answer, { pathAsRegExp: true });
  }
}

function refuseOtherTypes(ctx: Context): void {
  if (!acceptsType(ctx.req.headers.accept, STREAM_TYPE))
    throw new ProblemError('not-acceptable', { detail: `this URL answers ${STREAM_TYPE}` });
}

/** Refuses unknown parameters: the client would not notice a parameter without effect. */
function refuseUnknownParameters(ctx: Context, known: readonly string[]): void {
  for (const name of new URLSearchParams(decodeTarget(ctx.req.url ?? '/').query).keys()) {
    if (known.includes(name)) continue;
    throw new ProblemError('unknown-parameter', {
      detail: known.length === 0 ? 'this URL takes none' : `this URL takes ${known.join(', ')}`,
      members: { parameter: name.slice(0, 200) },
    });
  }
}

/** Returns the pattern of a path below a mount prefix. Ids may have Python's letters: vector http-unicode-17-id. */
function below({ basePath, python }: Pick<RouteOptions, 'basePath' | 'python'>, template: string): RegExp {
  const { source } = pathPattern(template);
  const prefix = (decodeTarget(basePath).path ?? '').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const own = source.slice(1).replace(ID_CLASS, `[[\\p{L}\\p{N}_.\\-]--[${unknownCharacters(python)}]]`);
  return new RegExp(`^${prefix}${own}`, 'v');
}

/** The character class of {@link pathPattern}. */
const ID_CLASS = '[\\p{L}\\p{N}_.-]';

/** Decodes the path, on which routes are matched. A path in invalid UTF-8 matches no route. */
export const decodePath: SyncHandler = (ctx) => {
  ctx['newRouterPath'] = decodeTarget(ctx.req.url ?? '/').path ?? '%';
};
