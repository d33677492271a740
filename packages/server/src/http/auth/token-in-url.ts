import type { Context } from 'koa';
import { decodeTarget } from '../request/decode-target.ts';
import { tokenInUrl } from './auth-problems.ts';

const TOKEN_PARAMETERS = ['access_token', 'auth', 'authorization', 'bearer', 'id_token', 'jwt', 'token'];
/** The first characters of a JSON object in base64url. */
const OBJECT = 'eyJ';
const BASE64URL = /^[\w-]*$/;
const NOT_BASE64URL = /[^\w-]/g;

/**
 * Returns whether a text contains a token: two base64url parts that begin like JSON objects, and a signature. It reads
 * each part once: one regular expression would take time that grows with the square of the length.
 */
export function containsToken(text: string): boolean {
  const parts = text.split('.');
  return parts.some((part, at) => {
    const payload = parts[at + 1];
    if (payload === undefined || at + 2 >= parts.length || !payload.startsWith(OBJECT)) return false;
    return BASE64URL.test(payload) && (part.split(NOT_BASE64URL).at(-1) ?? '').includes(OBJECT);
  });
}

/**
 * Refuses a URL that contains a token, even if a header of the request contains a valid one: the sender should notice.
 */
export function refuseTokenInUrl(ctx: Context): void {
  const { path = '', query } = decodeTarget(ctx.req.url ?? '/');
  for (const [name, value] of new URLSearchParams(query))
    if (TOKEN_PARAMETERS.includes(name.toLowerCase()) || containsToken(name) || containsToken(value))
      throw tokenInUrl();
  if (containsToken(path)) throw tokenInUrl();
}
