import { performance } from 'node:perf_hooks';
import type { Middleware } from 'koa';
import type { Answered } from '../metrics/create-metrics.ts';

/** An answer, with the id of its request. */
export interface Observed extends Answered {
  readonly id: unknown;
}

export type Listener = (answer: Observed) => void;

/** Tells of every answer. */
export function observe(listeners: readonly Listener[]): Middleware {
  return async (ctx, next) => {
    const start = performance.now();
    await next();
    const { requestId: id, route = 'unmatched', problem, ids } = ctx.state;
    const seconds = (performance.now() - start) / 1_000;
    const answer = { id, method: ctx.method, route, status: ctx.status, seconds, problem, ids };
    for (const listen of listeners) listen(answer);
  };
}
