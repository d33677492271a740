import type { Context } from 'koa';
import { decodeTarget } from '../decode-path.ts';
import { tokenInUrl } from './refusals.ts';

const NAMES = ['access_token', 'auth', 'authorization', 'bearer', 'id_token', 'jwt', 'token'];
/** Two parts of base64url that begin as JSON objects do, and a signature. */
const JWT = /eyJ[\w-]*\.eyJ[\w-]*\.[\w-]*/;

/** Refuses a URL that holds a token, whether that would be accepted elsewhere or not: who sends it has to notice. */
export function refuseTokenInUrl(ctx: Context): void {
  const { path = '', query } = decodeTarget(ctx.req.url ?? '/');
  for (const [name, value] of new URLSearchParams(query))
    if (NAMES.includes(name.toLowerCase()) || JWT.test(name) || JWT.test(value)) throw tokenInUrl();
  if (JWT.test(path)) throw tokenInUrl();
}
