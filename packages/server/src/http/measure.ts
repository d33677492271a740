import { performance } from 'node:perf_hooks';
import type { Middleware } from 'koa';
import type { Metrics } from '../metrics/create-metrics.ts';

/** Tells the metrics of every answer. */
export function measure(metrics: Pick<Metrics, 'answered'>): Middleware {
  return async (ctx, next) => {
    const start = performance.now();
    await next();
    const { route = 'unmatched', problem, ids } = ctx.state;
    const seconds = (performance.now() - start) / 1_000;
    metrics.answered({ method: ctx.method, route, status: ctx.status, seconds, problem, ids });
  };
}
