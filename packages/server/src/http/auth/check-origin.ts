import type { Context } from 'koa';
import { Refused } from '../../problems.ts';

/** What browsers say of requests that the page's own server, or the visitor himself, caused. */
const OWN_SITES = ['same-origin', 'none'];

/**
 * Refuses requests that another site makes a visitor's browser send with his cookies. Browsers name the origin of what is not a plain read of their own,
 * and today's name the relation of the sites with every request; what names neither is from no browser, or a read of an older one, whose answer no other page
 * is shown.
 *
 * @throws Refused
 */
export function checkOrigin(ctx: Context, allowOrigins: readonly string[]): void {
  const origin = ctx.get('Origin');
  if (allowOrigins.includes(origin)) return;
  const site = ctx.get('Sec-Fetch-Site');
  if (site !== '') {
    if (OWN_SITES.includes(site)) return;
  } else if (origin === '' || isOwn(origin, ctx.host)) return;
  throw new Refused('foreign-origin');
}

function isOwn(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
