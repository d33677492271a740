import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { Refused } from '../problems.ts';
import { decodeTarget } from './decode-path.ts';
import { notFound, redirectToSlash } from './not-found.ts';

/** Every method that some route has, in the order of an Allow header. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST'];

/** What the routes know of a path. */
interface Known {
  /** The methods that a route answers; none for a path that no route has. */
  readonly allowed: readonly string[];
  readonly lacksSlash: boolean;
}

function known(router: Router, path: string | undefined, appendSlash: boolean): Known {
  const methodsOf = (one: string): readonly string[] => METHODS.filter((method) => router.match(one, method).route);
  const allowed = path === undefined ? [] : methodsOf(path);
  const lacksSlash = path !== undefined && allowed.length === 0 && appendSlash && methodsOf(`${path}/`).includes('GET');
  return { allowed, lacksSlash };
}

/** Whether a request is for the routes to answer, if only with a redirect or a 405. */
export function isRouted(router: Router, appendSlash: boolean): (ctx: Context) => boolean {
  return (ctx) => {
    const { allowed, lacksSlash } = known(router, decodeTarget(ctx.req.url ?? '/').path, appendSlash);
    return lacksSlash || allowed.length > 0;
  };
}

/** What no route answers: another method, a path that lacks its slash, or nothing at all. */
export function unmatched(router: Router, appendSlash: boolean): Middleware {
  return (ctx) => {
    const target = decodeTarget(ctx.req.url ?? '/');
    const { allowed, lacksSlash } = known(router, target.path, appendSlash);
    // Django's CSRF protection answers 403 there: vector route-methods
    if (allowed.length > 0) throw new Refused('method-not-allowed', { headers: { Allow: allowed.join(', ') } });
    return lacksSlash ? redirectToSlash(ctx, target) : notFound(ctx);
  };
}
