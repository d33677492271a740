import type { Context, Middleware } from 'koa';
import { ProblemError } from '../../problems/problems.ts';
import { stateOf } from '../koa/context.ts';
import type { Readiness } from './readiness.ts';

/** The names of these routes. */
export const HEALTH_ROUTES: readonly string[] = ['livez', 'readyz'];

const BY_PATH: ReadonlyMap<string, string> = new Map(HEALTH_ROUTES.map((name) => [`/${name}`, name]));

/**
 * Answers `/livez` and `/readyz`. `/livez` is 200 while the event loop runs, also without the database: a restart would
 * not repair the database. `/readyz` reports whether requests should be sent to this server.
 */
export function health(readiness: Readiness): Middleware {
  return (ctx, next) => {
    const { path } = ctx;
    const name = BY_PATH.get(path);
    return name === undefined ? next() : answer(ctx, name, readiness);
  };
}

async function answer(ctx: Context, name: string, readiness: Readiness): Promise<void> {
  stateOf(ctx).route = name;
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD')
    throw new ProblemError('method-not-allowed', { headers: { Allow: 'GET, HEAD' } });
  const problem = name === 'livez' ? undefined : await readiness.check();
  if (problem !== undefined) throw new ProblemError(problem, { headers: { 'Retry-After': '1' } });
  ctx.set('Content-Type', 'text/plain; charset=utf-8');
  ctx.body = 'ok\n';
}
