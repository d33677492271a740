import type { UiSessionBody, UiSessionRequest } from '@celery-results/client/protocol/ui';
import type { Context } from 'koa';
import { isObject } from '../../lib/is-object.ts';
import { ProblemError } from '../../problems/problems.ts';
import type { Auth } from '../auth/auth.ts';
import { findToken } from '../auth/bearer.ts';
import { readJson } from '../request/read-json.ts';
import { setBody } from '../response/reply.ts';

const MAX_BODY_BYTES = 4 * 1024;
/** The path of a URL, without characters that end an attribute of a cookie. */
const PATH = /^\/(?:[\w.~%-]+\/)*$/;

/**
 * Stores the token of the header `Authorization` in a cookie that no script can read, until the token expires. Or
 * removes this cookie. Only the page itself may do this: another site could log visitors in as somebody else.
 */
export async function changeSession(ctx: Context, auth: Auth, cookie: string): Promise<void> {
  if (ctx.get('Sec-Fetch-Site') !== 'same-origin') throw new ProblemError('foreign-origin');
  const { path, end } = sessionRequest(await readJson(ctx, MAX_BODY_BYTES));
  const attributes = `Path=${cookiePath(cookie, path)}; Secure; HttpOnly; SameSite=Strict`;
  // Koa's own function refuses Secure if TLS ends at a proxy
  const setCookie = (text: string): unknown => ctx.res.setHeader('Set-Cookie', `${cookie}=${text}; ${attributes}`);
  if (end) {
    setCookie('; Max-Age=0');
    return sendSession(ctx, undefined);
  }
  const { token } = findToken(ctx, undefined);
  const { expiresAt = 0 } = await auth.access(ctx);
  setCookie(`${token}; Expires=${new Date(expiresAt).toUTCString()}`);
  sendSession(ctx, expiresAt);
}

/** Says when the rights of the visitor end. */
export async function describeSession(ctx: Context, auth: Auth): Promise<void> {
  sendSession(ctx, (await auth.access(ctx)).expiresAt);
}

/** `expiresAt`: milliseconds since 1970. */
function sendSession(ctx: Context, expiresAt: number | undefined): void {
  const body: UiSessionBody = { expires_at: expiresAt === undefined ? null : new Date(expiresAt).toISOString() };
  ctx.set('Content-Type', 'application/json');
  ctx.set('Cache-Control', 'no-store');
  setBody(ctx, 200, JSON.stringify(body));
}

/** Browsers refuse a cookie `__Host-…` with another path than the root: RFC 6265bis, section 4.1.3.2. */
function cookiePath(cookie: string, path: string): string {
  return cookie.startsWith('__Host-') ? '/' : path;
}

function sessionRequest(body: unknown): Required<UiSessionRequest> {
  const { path, end = false } = isObject(body) ? body : {};
  if (typeof path === 'string' && PATH.test(path) && typeof end === 'boolean') return { path, end };
  throw new ProblemError('invalid-body', {
    detail: 'send {"path": "/celery/"}, the path below which the page is, and "end": true to sign out',
  });
}
