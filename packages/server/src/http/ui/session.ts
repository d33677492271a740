import type { Context } from 'koa';
import { isObject } from '../../lib/is-object.ts';
import { ProblemError } from '../../problems/problems.ts';
import type { Auth } from '../auth/auth.ts';
import { findToken } from '../auth/bearer.ts';
import { readJson } from '../request/read-json.ts';
import { setBody } from '../response/reply.ts';

const MAX_BODY_BYTES = 4 * 1024;
/** The path of a URL, without what would end an attribute of a cookie. */
const PATH = /^\/(?:[\w.~%-]+\/)*$/;

/**
 * Stores the token of the header `Authorization` in a cookie that no script can read, until the token expires. Only the
 * page itself may do so: another site would log visitors in as somebody else.
 */
export async function startSession(ctx: Context, auth: Auth, cookie: string): Promise<void> {
  if (ctx.get('Sec-Fetch-Site') !== 'same-origin') throw new ProblemError('foreign-origin');
  const { token } = findToken(ctx, undefined);
  const path = cookiePath(cookie, pathOf(await readJson(ctx, MAX_BODY_BYTES)));
  const { grant, expiresAt = 0 } = await auth.access(ctx);
  const expires = new Date(expiresAt).toUTCString();
  // Koa's own function refuses Secure where TLS ends at a proxy
  ctx.res.setHeader(
    'Set-Cookie',
    `${cookie}=${token}; Path=${path}; Expires=${expires}; Secure; HttpOnly; SameSite=Strict`,
  );
  ctx.set('Content-Type', 'application/json');
  setBody(ctx, 200, JSON.stringify({ list: grant.list }));
}

/** Browsers refuse a cookie `__Host-…` with another path than the root: RFC 6265bis, section 4.1.3.2. */
function cookiePath(cookie: string, path: string): string {
  return cookie.startsWith('__Host-') ? '/' : path;
}

function pathOf(body: unknown): string {
  const path = isObject(body) ? body['path'] : undefined;
  if (typeof path === 'string' && PATH.test(path)) return path;
  throw new ProblemError('invalid-body', { detail: 'send {"path": "/celery/"}: the path below which the page is' });
}
