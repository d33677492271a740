import { performance } from 'node:perf_hooks';
import type { Middleware } from 'koa';

/** What is needed of a logger; a pino logger is one. */
export interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One line a request: never a body, a header or a query. */
export function logRequests(log: Log): Middleware {
  return async (ctx, next) => {
    const start = performance.now();
    await next();
    const route: unknown = ctx.state['route'] ?? 'unmatched';
    const ms = Math.round((performance.now() - start) * 10) / 10;
    log.info({ method: ctx.method, route, status: ctx.status, ms }, 'request');
  };
}
