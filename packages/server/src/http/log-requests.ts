import { HEALTH_ROUTES } from './health.ts';
import type { Listener } from './observe.ts';

/** What is needed of a logger; a pino logger is one. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One line a request: never a body, a header or a query. What asks every second whether all is well is not worth a line. */
export function logRequests(log: Pick<Log, 'debug' | 'info'>): Listener {
  return ({ id, method, route, status, seconds }) => {
    const line = { id, method, route, status, ms: Math.round(seconds * 10_000) / 10 };
    if (HEALTH_ROUTES.includes(route)) log.debug(line, 'request');
    else log.info(line, 'request');
  };
}
