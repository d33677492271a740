import type { Context } from 'koa';
import type { Log } from '../lib/log.ts';
import { HEALTH_ROUTES } from './health/health.ts';
import type { LoggedClient } from './log-clients.ts';
import type { ResponseListener } from './on-response.ts';

/** Logs one line per request, without bodies, headers and queries. Health checks are logged on the level `debug`. */
export function logRequests(
  log: Pick<Log, 'debug' | 'info'>,
  clientOf: (ctx: Context) => LoggedClient = () => ({}),
): ResponseListener {
  return ({ id, method, route, status, seconds, problem }, ctx) => {
    const reason = problem === undefined ? {} : { problem };
    const ms = Math.round(seconds * 10_000) / 10;
    const line = { id, method, route, status, ...reason, ms, ...clientOf(ctx) };
    if (HEALTH_ROUTES.includes(route)) log.debug(line, 'request');
    else log.info(line, 'request');
  };
}
