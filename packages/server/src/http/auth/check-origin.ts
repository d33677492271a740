import type { Context } from 'koa';
import { ProblemError } from '../../problems/problems.ts';
import { isAllowedOrigin } from '../request/allowed-origin.ts';

/** `Sec-Fetch-Site` of requests that come from the server's own pages, or from the visitor directly. */
const OWN_SITES = ['same-origin', 'none'];

/**
 * Refuses requests with a visitor's cookies that another site makes the browser send. Browsers send `Origin` with all
 * requests except plain reads, and current ones send `Sec-Fetch-Site` with every request. A request without both comes
 * from another program, or is a read of an older browser, which shows the answer to no other page.
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
