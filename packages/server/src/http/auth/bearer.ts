import type { Context } from 'koa';
import { invalidToken, noToken } from './refusals.ts';

/** RFC 6750, section 2.1. */
const BEARER = /^bearer +([\w.~+/-]+=*) *$/i;

/** Where a token came from decides what else is checked. */
export interface FoundToken {
  readonly token: string;
  readonly from: 'header' | 'cookie';
}

/**
 * The token of a request; a header goes before the cookie.
 *
 * @param cookie name of the cookie that may hold one
 * @throws Refused where there is none, and for a header that is misspelt
 */
export function findToken(ctx: Context, cookie: string | undefined): FoundToken {
  const header = ctx.get('Authorization');
  if (/^bearer\b/i.test(header)) {
    const token = BEARER.exec(header)?.[1];
    if (token === undefined) throw invalidToken('the header Authorization is not of the form Bearer TOKEN');
    return { token, from: 'header' };
  }
  const token = cookie === undefined ? undefined : ctx.cookies.get(cookie);
  if (token === undefined || token === '') throw noToken();
  return { token, from: 'cookie' };
}
