import { hash } from 'node:crypto';
import type { Context } from 'koa';
import { type Grant, parseGrant } from '../../access/grant.ts';
import { createBoundedCache } from '../../bounded-cache.ts';
import { isObject } from '../../is-object.ts';
import { Refused } from '../../problems.ts';
import type { Auth, ErrorLog } from './auth.ts';
import { checkOrigin } from './check-origin.ts';
import { fetchJson } from './fetch-json.ts';
import { authUnavailable, notLoggedIn } from './refusals.ts';

/** Whom to ask what a visitor may read. */
export interface ForwardAuthOptions {
  /** A URL of Django's that answers the visitor's claims as JSON, 401 (or a redirect to a login) for nobody, and 403 for nothing. */
  readonly url: string;
  /** Milliseconds until it is given up. Default 2,000. */
  readonly timeout?: number;
  /** Origins whose pages may ask, besides the server's own. */
  readonly allowOrigins?: readonly string[];
  readonly log?: ErrorLog;
}

/** Milliseconds. */
const REMEMBERED = 30_000;
/** An answer that was given just now is not asked for again. */
const RECENT = 1_000;
const MOST_BYTES = 64 * 1024;
/** Ids of the answers that are remembered, with one more for every answer. */
const MOST_REMEMBERED = 100_000;
/** Visitors that are asked about at once: cookies are made up easily. */
const MOST_ASKED = 64;

/** What was answered about a visitor, and when. */
interface Answered {
  readonly grant: Grant | undefined;
  /** Why there is no grant. */
  readonly refusal: Refused | undefined;
  readonly at: number;
}

/** Lets in whom Django knows by the cookies, and to what it says. */
export function createForwardAuth(options: ForwardAuthOptions): Auth {
  const { url, timeout = 2_000, allowOrigins = [], log } = options;
  const remembered = createBoundedCache<Answered>(MOST_REMEMBERED);
  const asked = new Map<string, Promise<Answered>>();

  async function ask(cookie: string, key: string): Promise<Answered> {
    try {
      const { status, body } = await fetchJson(url, { headers: { Cookie: cookie }, timeout, mostBytes: MOST_BYTES });
      const at = Date.now();
      const answered = { ...toAnswer(status, body), at };
      const size = 1 + (answered.grant ? answered.grant.tasks.size + answered.grant.groups.size : 0);
      remembered.set(key, answered, { until: Math.min(at + REMEMBERED, expiryOf(body)), size });
      return answered;
    } catch (error) {
      log?.error({ err: error }, 'the forward URL does not say who may read what');
      throw authUnavailable();
    }
  }

  /** Requests that come together are one question. */
  function askOnce(cookie: string, key: string): Promise<Answered> {
    const running = asked.get(key);
    if (running) return running;
    if (asked.size >= MOST_ASKED) throw authUnavailable();
    const question = ask(cookie, key).finally(() => asked.delete(key));
    asked.set(key, question);
    return question;
  }

  return {
    async access(ctx) {
      const cookie = cookiesOf(ctx);
      checkOrigin(ctx, allowOrigins);
      const key = hash('sha256', cookie, 'base64url');
      const answered = remembered.get(key) ?? (await askOnce(cookie, key));
      const renew = async (): Promise<Grant> =>
        grantOf(Date.now() - answered.at < RECENT ? answered : await askOnce(cookie, key));
      return { grant: grantOf(answered), renew, challenge: {} };
    },
  };
}

function cookiesOf(ctx: Context): string {
  const cookie = ctx.get('Cookie');
  if (cookie === '') throw notLoggedIn();
  return cookie;
}

function grantOf({ grant, refusal }: Answered): Grant {
  if (grant) return grant;
  throw refusal ?? authUnavailable();
}

/** @throws InvalidClaims, and Error for a status that says nothing about the visitor */
function toAnswer(status: number, body: unknown): Omit<Answered, 'at'> {
  const refusal = refusalOf(status);
  if (refusal) return { grant: undefined, refusal };
  if (status !== 200) throw new Error(`it answers with status ${status}`);
  if (expiryOf(body) <= Date.now()) return { grant: undefined, refusal: notLoggedIn() };
  return { grant: parseGrant(body, { strict: true }), refusal: undefined };
}

function refusalOf(status: number): Refused | undefined {
  if (status === 403) return new Refused('forbidden');
  return status === 401 || (status >= 300 && status < 400) ? notLoggedIn() : undefined;
}

/** Milliseconds since 1970. */
function expiryOf(body: unknown): number {
  if (!isObject(body) || body['exp'] === undefined) return Number.POSITIVE_INFINITY;
  if (typeof body['exp'] !== 'number') throw new Error('the claim exp is no number');
  return body['exp'] * 1_000;
}
