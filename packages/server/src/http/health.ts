import type { Context, Middleware } from 'koa';
import { Refused } from '../problems.ts';
import type { Readiness } from './readiness.ts';

/** Names of the routes of this file. */
export const HEALTH_ROUTES: readonly string[] = ['livez', 'readyz'];

const BY_PATH: ReadonlyMap<string, string> = new Map(HEALTH_ROUTES.map((name) => [`/${name}`, name]));

/**
 * `/livez` answers as long as the event loop turns, whatever the database does: a restart would not mend that. `/readyz` answers whether requests
 * should be sent here.
 */
export function health(readiness: Readiness): Middleware {
  return (ctx, next) => {
    const { path } = ctx;
    const name = BY_PATH.get(path);
    return name === undefined ? next() : answer(ctx, name, readiness);
  };
}

async function answer(ctx: Context, name: string, readiness: Readiness): Promise<void> {
  ctx.state['route'] = name;
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD')
    throw new Refused('method-not-allowed', { headers: { Allow: 'GET, HEAD' } });
  const problem = name === 'livez' ? undefined : await readiness.check();
  if (problem !== undefined) throw new Refused(problem, { headers: { 'Retry-After': '1' } });
  ctx.set('Content-Type', 'text/plain; charset=utf-8');
  ctx.body = 'ok\n';
}
