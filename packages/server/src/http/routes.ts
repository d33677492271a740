import { pathPattern, ROUTES, type UrlStyle, V1_REL } from '@celery-results/client/protocol';
import { V1_PATH, V1_ROUTES, type V1RouteName } from '@celery-results/client/protocol/v1-routes';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { ScopedStore } from '../access/scoped-store.ts';
import { Refused } from '../problems.ts';
import { batch } from '../views/batch.ts';
import { VIEWS } from '../views/index.ts';
import { isKnown } from './conditional.ts';
import { decodeTarget } from './decode-path.ts';
import { answerJson, answerRead, sendAnswer } from './json-body.ts';
import { keepLargeAnswers } from './large-answers.ts';
import { openApiDocument } from './openapi/document.ts';
import { parseBatch } from './parse-batch.ts';
import { readJson } from './read-json.ts';
import { setHeader } from './reply.ts';
import type { Step } from './steps.ts';

/** What the routes depend on. */
export interface RouteOptions {
  /** The store as the request may see it: there is no other way to one. */
  readonly storeFor: (ctx: Context) => Promise<ScopedStore>;
  /** Whether there is somebody who may not see everything, of which the document then tells. Default false. */
  readonly secured?: boolean;
  /** Mount prefix, with a slash at both ends. */
  readonly basePath: string;
  readonly idFirst: boolean;
  readonly limits: RequestLimits;
  /** Whether the app answers `/livez` and `/readyz`, of which the document then tells. Default false. */
  readonly health?: boolean;
}

/** What a request may ask for. */
export interface RequestLimits {
  /** Characters of a result in a batch. */
  readonly batchResultLimit: number;
  /** Ids of a batch. */
  readonly maxIds: number;
  /** Bytes of a body. */
  readonly maxBody: number;
  /** Bytes of large answers that are kept. */
  readonly cacheSize: number;
}

/** GET runs a view, HEAD comes with it, and OPTIONS answers as Django's views do: vector route-methods. */
const METHODS = ['GET', 'OPTIONS'];

/** The server's own routes, then Django's. */
export function createRoutes(options: RouteOptions): Router {
  const router = new Router();
  addV1Routes(router, options);
  addDjangoRoutes(router, options);
  return router;
}

/** Walks the one route table in Django's order: all noun-first paths, then all ID-first ones. */
function addDjangoRoutes(router: Router, { storeFor, basePath, idFirst, limits }: RouteOptions): void {
  const largeAnswers = keepLargeAnswers(limits.cacheSize);
  const styles: readonly UrlStyle[] = idFirst ? ['noun-first', 'id-first'] : ['noun-first'];
  const link = `<${basePath}${V1_PATH}>; rel="${V1_REL}"`;
  for (const style of styles) {
    for (const route of ROUTES) {
      const view = VIEWS[route.name];
      const answer: Middleware = async (ctx) => {
        ctx.state['route'] = route.name;
        // on the problems of these routes too
        if (ctx.res.hasHeader('Link')) ctx.append('Link', link);
        else setHeader(ctx, 'Link', link);
        const store = await storeFor(ctx);
        const id = ctx['captures']?.[0] ?? '';
        if (route.name === 'celery-task_status')
          sendAnswer(ctx, await largeAnswers(id, { store, view, isKnown: (etag) => isKnown(ctx, etag) }));
        else await answerRead(ctx, await view(store, id));
      };
      router.register(below(basePath, route[style]), METHODS, answer, { pathAsRegExp: true });
    }
  }
}

function addV1Routes(router: Router, options: RouteOptions): void {
  const { storeFor, basePath, limits } = options;
  const document = [JSON.stringify(openApiDocument(options))];
  const answers: Readonly<Record<V1RouteName, (ctx: Context, store: ScopedStore) => Promise<void>>> = {
    'v1-openapi': (ctx) => answerRead(ctx, document),
    'v1-status': async (ctx, store) => {
      const question = parseBatch(await readJson(ctx, limits.maxBody), limits.maxIds);
      ctx.state['ids'] = question.tasks.size + question.groups.size;
      answerJson(ctx, await batch(store, question, { resultLimit: limits.batchResultLimit }));
    },
  };
  for (const { name, method, path } of V1_ROUTES) {
    const answer: Middleware = async (ctx) => {
      ctx.state['route'] = name;
      const store = await storeFor(ctx);
      refuseParameters(ctx);
      await answers[name](ctx, store);
    };
    router.register(below(basePath, path), [method], answer, { pathAsRegExp: true });
  }
}

/** A parameter that does nothing would be a mistake that nobody notices. */
function refuseParameters(ctx: Context): void {
  const [first] = new URLSearchParams(decodeTarget(ctx.req.url ?? '/').query).keys();
  if (first !== undefined)
    throw new Refused('unknown-parameter', {
      detail: 'this URL takes none',
      members: { parameter: first.slice(0, 200) },
    });
}

function below(basePath: string, template: string): RegExp {
  const pattern = pathPattern(template);
  return new RegExp(`^${basePath.replace(/[^\w/]/g, '\\$&')}${pattern.source.slice(1)}`, pattern.flags);
}

/** Routes are matched on the decoded path; one that is no UTF-8 matches nothing. */
export const decodedPath: Step = (ctx) => {
  ctx['newRouterPath'] = decodeTarget(ctx.req.url ?? '/').path ?? '%';
};
