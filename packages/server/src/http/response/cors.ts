import cors from '@koa/cors';
import type { Middleware } from 'koa';
import { isAllowedOrigin } from '../request/allowed-origin.ts';

/**
 * Headers that pages send with requests: those that answers depend on, and those that HTTP clients, Django's CSRF
 * protection and tracing add to every request. A header that is not allowed makes the browser refuse the request.
 */
export const ALLOW_HEADERS: readonly string[] = [
  'Authorization',
  'Content-Type',
  'If-None-Match',
  'X-CSRFToken',
  'X-Requested-With',
  'X-Request-Id',
  'traceparent',
  'tracestate',
  'sentry-trace',
  'baggage',
];

export interface CorsOptions {
  /** Origins, and patterns with one `*`. */
  readonly origins: readonly string[];
  /** Headers that pages may send, besides {@link ALLOW_HEADERS}. */
  readonly headers?: readonly string[];
}

/** Lets only pages of these origins read answers and problems. */
export function allowOrigins({ origins, headers = [] }: CorsOptions): Middleware {
  return cors({
    origin: (ctx) => {
      const origin = ctx.get('Origin');
      return isAllowedOrigin(origins, origin) ? origin : '';
    },
    credentials: true,
    allowMethods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    allowHeaders: [...ALLOW_HEADERS, ...headers],
    exposeHeaders: ['Link', 'ETag', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'X-Request-Id'],
    maxAge: 600,
  });
}
