import { pathPattern, ROUTES, type UrlStyle } from '@celery-results/client/protocol';
import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { ResultStore } from '../stores/store.ts';
import { VIEWS } from '../views/index.ts';
import { answerJson } from './json-body.ts';

/** What the routes depend on. */
export interface RouteOptions {
  readonly store: ResultStore;
  /** Mount prefix, with a slash at both ends. */
  readonly basePath: string;
  readonly idFirst: boolean;
}

/** GET runs a view, HEAD comes with it, and OPTIONS answers as Django's views do: vector route-methods. */
const METHODS = ['GET', 'OPTIONS'];

/** Walks the one route table in Django's order: all noun-first paths, then all ID-first ones. */
export function createRoutes({ store, basePath, idFirst }: RouteOptions): Router {
  const router = new Router();
  const styles: readonly UrlStyle[] = idFirst ? ['noun-first', 'id-first'] : ['noun-first'];
  for (const style of styles) {
    for (const route of ROUTES) {
      const answer: Middleware = async (ctx) => {
        ctx.state['route'] = route.name;
        answerJson(ctx, await VIEWS[route.name](store, ctx['captures']?.[0] ?? ''));
      };
      const path = below(basePath, pathPattern(route[style]));
      router.register(path, METHODS, answer, { pathAsRegExp: true });
    }
  }
  return router;
}

function below(basePath: string, pattern: RegExp): RegExp {
  return new RegExp(`^${basePath.replace(/[^\w/]/g, '\\$&')}${pattern.source.slice(1)}`, pattern.flags);
}
