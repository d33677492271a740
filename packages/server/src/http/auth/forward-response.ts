import { hash } from 'node:crypto';
import { type Grant, parseGrant } from '../../access/grant.ts';
import { isObject } from '../../lib/is-object.ts';
import { ProblemError } from '../../problems/problems.ts';
import { notLoggedIn } from './auth-problems.ts';
import type { FetchedJson } from './fetch-json.ts';

/** The answer of the forward URL about one visitor. */
export interface ForwardResponse {
  readonly grant: Grant | undefined;
  /** The reason why there is no grant. */
  readonly refusal: ProblemError | undefined;
  /** Time of the answer, by the monotonic clock. */
  readonly at: number;
  /** Milliseconds since 1970 at which the claims expire; undefined if they have no `exp`. */
  readonly expiresAt: number | undefined;
  /** See `Access.clientKey`. */
  readonly clientKey?: string;
  /** The claim `sub`. */
  readonly subject?: string | undefined;
}

/** @throws InvalidClaims, and Error for an answer without information about the visitor */
export function toForwardResponse(url: string, { status, body, location }: FetchedJson): ForwardResponse {
  const at = performance.now();
  if (location !== undefined && isSameUrlWithTls(url, location))
    throw new Error('it redirects to HTTPS instead of answering: ask it by https:, or let it trust X-Forwarded-Proto');
  const refusal = refusalOf(status);
  if (refusal) return { grant: undefined, refusal, at, expiresAt: undefined };
  if (status !== 200) throw new Error(`it answers with status ${status}`);
  const expiresAt = expiryOf(body);
  if (expiresAt !== undefined && expiresAt <= Date.now())
    return { grant: undefined, refusal: notLoggedIn(), at, expiresAt };
  return { grant: parseGrant(body, { strict: true }), refusal: undefined, at, expiresAt, ...identityOf(body) };
}

/** Returns whether a redirect is that of Django's SECURE_SSL_REDIRECT, which does not lead to a login page. */
function isSameUrlWithTls(url: string, location: string): boolean {
  if (!URL.canParse(location, url)) return false;
  const [from, to] = [new URL(url), new URL(location, url)];
  return from.protocol === 'http:' && to.protocol === 'https:' && from.pathname === to.pathname;
}

function refusalOf(status: number): ProblemError | undefined {
  if (status === 403) return new ProblemError('forbidden');
  return status === 401 || (status >= 300 && status < 400) ? notLoggedIn() : undefined;
}

/** Milliseconds since 1970. */
function expiryOf(body: unknown): number | undefined {
  if (!isObject(body) || body['exp'] === undefined) return undefined;
  if (typeof body['exp'] !== 'number') throw new Error('the claim exp is not a number');
  return body['exp'] * 1_000;
}

/** Claims that differ from answer to answer. */
const CHANGING_CLAIMS = ['exp', 'iat', 'nbf', 'jti'];

/** Identifies the visitor by the claim `sub`, or else by the grant: cookies contain other data, too. */
function identityOf(claims: unknown): Pick<ForwardResponse, 'clientKey' | 'subject'> {
  const { sub, ...others } = isObject(claims) ? claims : {};
  const subject = typeof sub === 'string' ? sub : undefined;
  const lasting = Object.entries(others).filter(([name]) => !CHANGING_CLAIMS.includes(name));
  const text = subject === undefined ? JSON.stringify(lasting) : `sub ${subject}`;
  return { clientKey: hash('sha256', text, 'base64url'), subject };
}
