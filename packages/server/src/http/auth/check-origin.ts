import type { Context } from 'koa';
import { ProblemError } from '../../problems/problems.ts';
import { isAllowedOrigin } from '../request/allowed-origin.ts';

/** `Sec-Fetch-Site` of requests that the server's own pages, or the visitor, caused. */
const OWN_SITES = ['same-origin', 'none'];

/**
 * Refuses requests that another site makes a visitor's browser send with the visitor's cookies. Browsers send `Origin`
 * with all requests but plain reads, and current ones send `Sec-Fetch-Site` with every request. A request with neither
 * comes from another program, or is a read of an older browser, which shows the answer to no other page.
 *
 * @throws ProblemError
 */
export function checkOrigin(ctx: Context, allowOrigins: readonly string[]): void {
  const origin = ctx.get('Origin');
  if (isAllowedOrigin(allowOrigins, origin)) return;
  const site = ctx.get('Sec-Fetch-Site');
  if (site !== '') {
    if (OWN_SITES.includes(site)) return;
  } else if (origin === '' || isOwn(origin, ctx.host)) return;
  throw new ProblemError('foreign-origin');
}

function isOwn(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
