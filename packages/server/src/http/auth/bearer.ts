import type { Context } from 'koa';
import { invalidToken, noToken } from './auth-problems.ts';

/** RFC 6750, section 2.1. */
const BEARER = /^bearer +([\w.~+/-]+=*) *$/i;

/** A token. A cookie needs more checks than a header. */
export interface FoundToken {
  readonly token: string;
  readonly from: 'header' | 'cookie';
}

/**
 * Finds the token of a request. A header takes precedence over the cookie.
 *
 * @param cookie name of the cookie that may hold one
 * @throws ProblemError if there is no token, or the header is malformed
 */
export function findToken(ctx: Context, cookie: string | undefined): FoundToken {
  const header = ctx.get('Authorization');
  if (/^bearer\b/i.test(header)) {
    const token = BEARER.exec(header)?.[1];
    if (token === undefined) throw invalidToken('the header Authorization does not have the form Bearer TOKEN');
    return { token, from: 'header' };
  }
  const token = cookie === undefined ? undefined : ctx.cookies.get(cookie);
  if (token === undefined || token === '') throw noToken();
  return { token, from: 'cookie' };
}
