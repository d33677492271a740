import type { Context } from 'koa';

/**
 * Returns whether the client has this body, by its `If-None-Match`. Koa's `ctx.fresh` cannot be used: it is false for
 * `Cache-Control: no-cache`, which browsers add to a fetch that sets `If-None-Match`.
 *
 * @param etag without quotes
 */
export function isKnown(ctx: Context, etag: string): boolean {
  const header = ctx.req.headers['if-none-match'];
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  for (const [, tag] of header.matchAll(/(?:W\/)?"([^"]*)"/g)) if (tag === etag) return true;
  return false;
}
