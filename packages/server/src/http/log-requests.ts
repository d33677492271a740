import { performance } from 'node:perf_hooks';
import type { Middleware } from 'koa';
import { HEALTH_ROUTES } from './health.ts';

/** What is needed of a logger; a pino logger is one. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One line a request: never a body, a header or a query. What asks every second whether all is well is not worth a line. */
export function logRequests(log: Log): Middleware {
  return async (ctx, next) => {
    const start = performance.now();
    await next();
    const route: unknown = ctx.state['route'] ?? 'unmatched';
    const ms = Math.round((performance.now() - start) * 10) / 10;
    const line = { id: ctx.state['requestId'], method: ctx.method, route, status: ctx.status, ms };
    if (HEALTH_ROUTES.includes(String(route))) log.debug(line, 'request');
    else log.info(line, 'request');
  };
}
