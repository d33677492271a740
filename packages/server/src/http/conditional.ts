import type { Context } from 'koa';

/**
 * Whether the client says that it has this very body. Not `ctx.fresh`: that answers in full whatever has `Cache-Control: no-cache`, which
 * browsers add by themselves to a fetch with an `If-None-Match` of its own.
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
