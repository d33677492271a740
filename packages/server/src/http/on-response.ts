import { performance } from 'node:perf_hooks';
import type { Context, Middleware } from 'koa';
import type { ResponseInfo } from '../metrics/create-metrics.ts';
import { stateOf } from './koa/context.ts';

/** A response, with the id of its request. */
export interface IdentifiedResponse extends ResponseInfo {
  readonly id: string | undefined;
}

export type ResponseListener = (response: IdentifiedResponse, ctx: Context) => void;

/** Calls the listeners for every response. */
export function onResponse(listeners: readonly ResponseListener[]): Middleware {
  return async (ctx, next) => {
    const start = performance.now();
    await next();
    const { requestId: id, route = 'unmatched', problem, ids } = stateOf(ctx);
    const seconds = (performance.now() - start) / 1_000;
    const response = { id, method: ctx.method, route, status: ctx.status, seconds, problem, ids };
    for (const listen of listeners) listen(response, ctx);
  };
}
