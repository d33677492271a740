import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { ProblemError } from '../problems/problems.ts';
import { decodeTarget } from './request/decode-target.ts';
import { notFound, redirectToSlash } from './response/not-found.ts';

/** Every method that a route has, in the order of an Allow header. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST'];

/** The match of a path with the routes. */
interface PathMatch {
  /** The methods that a route answers; empty for a path without a route. */
  readonly allowed: readonly string[];
  /** Whether the path with a final slash has a route. */
  readonly lacksSlash: boolean;
}

function matchPath(router: Router, path: string | undefined, appendSlash: boolean): PathMatch {
  const methodsOf = (one: string): readonly string[] => METHODS.filter((method) => router.match(one, method).route);
  const allowed = path === undefined ? [] : methodsOf(path);
  const lacksSlash = path !== undefined && allowed.length === 0 && appendSlash && methodsOf(`${path}/`).includes('GET');
  return { allowed, lacksSlash };
}

/** Creates a function that returns whether the routes answer a request, also with a redirect or a 405. */
export function createPathTest(router: Router, appendSlash: boolean): (ctx: Context) => boolean {
  return (ctx) => {
    const { allowed, lacksSlash } = matchPath(router, decodeTarget(ctx.req.url ?? '/').path, appendSlash);
    return lacksSlash || allowed.length > 0;
  };
}

/** Answers requests without a route: another method, a path without its final slash, or an unknown path. */
export function unmatched(router: Router, appendSlash: boolean): Middleware {
  return (ctx) => {
    const target = decodeTarget(ctx.req.url ?? '/');
    const { allowed, lacksSlash } = matchPath(router, target.path, appendSlash);
    // Django's CSRF protection answers 403 there: vector route-methods
    if (allowed.length > 0) throw new ProblemError('method-not-allowed', { headers: { Allow: allowed.join(', ') } });
    return lacksSlash ? redirectToSlash(ctx, target) : notFound(ctx);
  };
}
