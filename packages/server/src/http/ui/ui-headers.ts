import type { Context } from 'koa';
import { setHeader } from '../response/reply.ts';

/** Without `unsafe-inline`, nonces and other origins: docs/decisions. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** Returns a function that sets the headers which all files of the page have. */
export function createUiHeaders(frameAncestors: readonly string[] = []): (ctx: Context) => void {
  const ancestors = frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ');
  // browsers ignore X-Frame-Options if there is frame-ancestors
  const policy = [...POLICY, `frame-ancestors ${ancestors}`].join('; ');
  return (ctx) => {
    setHeader(ctx, 'Content-Security-Policy', policy);
    // the ids of tasks are in the URLs
    setHeader(ctx, 'Referrer-Policy', 'no-referrer');
    setHeader(ctx, 'X-Content-Type-Options', 'nosniff');
    setHeader(ctx, 'X-Robots-Tag', 'noindex');
  };
}
