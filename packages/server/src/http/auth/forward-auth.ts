import type { Grant } from '../../access/grant.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import { clientAddress, networkOf } from '../limits/client-address.ts';
import type { Auth, ErrorLog } from './auth.ts';
import { authUnavailable, notLoggedIn } from './auth-problems.ts';
import { checkOrigin } from './check-origin.ts';
import { fetchJson } from './fetch-json.ts';
import { type ForwardedHeader, type VisitorHeaders, visitorHeaders } from './forward-headers.ts';
import { type ForwardResponse, toForwardResponse } from './forward-response.ts';
import { createVisitorQueue } from './visitor-queue.ts';

export interface ForwardAuthOptions {
  /**
   * A URL of Django that answers a visitor's claims as JSON. It answers 401 (or a redirect to a login page) if the
   * visitor is not logged in, and 403 if the visitor has no rights.
   */
  readonly url: string;
  /** The headers that identify the visitor, and are sent to the URL. Default: `['cookie']`. */
  readonly headers?: readonly ForwardedHeader[];
  /** Milliseconds to wait for an answer. Default 2,000. */
  readonly timeout?: number;
  /** Origins whose pages may send cookies, besides the server's own. */
  readonly allowOrigins?: readonly string[];
  /** Number of trusted proxies in front, by which the address of a visitor is found. Default 0. */
  readonly trustedProxies?: number;
  readonly log?: ErrorLog;
}

/** An answer is reused for this time. */
const CACHE_MS = 30_000;
/** A younger answer is not renewed. */
const RECENT_MS = 1_000;
/** A visitor with some rights counts as known for this time. */
const KNOWN_MS = 60 * 60_000;
const MAX_KNOWN = 10_000;
const MAX_RESPONSE_BYTES = 64 * 1024;
/** Size of the cache of answers: each counts 1, and 1 more for each id of its grant. */
const MAX_CACHE_SIZE = 100_000;

/** Creates an authorization that asks Django about a visitor, with the cookies of the visitor's request. */
export function createForwardAuth(options: ForwardAuthOptions): Auth {
  const { url, headers: names = ['cookie'], timeout = 2_000, allowOrigins = [], trustedProxies = 0, log } = options;
  const cache = createLruCache<ForwardResponse>(MAX_CACHE_SIZE);
  const known = createLruCache<true>(MAX_KNOWN);
  const running = new Map<string, Promise<ForwardResponse>>();
  const queue = createVisitorQueue({ wait: timeout });
  let isFailing = false;

  async function fetchResponse({ headers, key }: VisitorHeaders): Promise<ForwardResponse> {
    try {
      const response = toForwardResponse(url, await fetchJson(url, { headers, timeout, maxBytes: MAX_RESPONSE_BYTES }));
      isFailing = false;
      const { grant, expiresAt } = response;
      const size = 1 + (grant ? grant.tasks.size + grant.groups.size : 0);
      const lifetime = Math.min(CACHE_MS, (expiresAt ?? Number.POSITIVE_INFINITY) - Date.now());
      cache.set(key, response, { lifetime, size });
      if (grant) known.set(key, true, { lifetime: KNOWN_MS, size: 1 });
      return response;
    } catch (error) {
      // logged once instead of for every visitor
      if (!isFailing) log?.error({ err: error }, 'the forward URL gives no valid answer about a visitor');
      isFailing = true;
      throw authUnavailable();
    }
  }

  /** Requests of one visitor that arrive together share one answer. */
  function fetchOnce(visitor: VisitorHeaders, address: string): Promise<ForwardResponse> {
    const { key } = visitor;
    const shared = running.get(key);
    if (shared) return shared;
    const isKnown = known.get(key) ?? false;
    const response = queue.run({ address, isKnown }, () => fetchResponse(visitor)).finally(() => running.delete(key));
    running.set(key, response);
    return response;
  }

  return {
    async access(ctx) {
      const visitor = visitorHeaders(ctx, names, trustedProxies);
      if (!visitor) throw notLoggedIn();
      if (visitor.hasCookie) checkOrigin(ctx, allowOrigins);
      const fetchNew = (): Promise<ForwardResponse> =>
        fetchOnce(visitor, networkOf(clientAddress(ctx.req, trustedProxies)));
      const cached = cache.get(visitor.key);
      // the clock may have been set forward since the answer
      const isValid = cached !== undefined && Date.now() < (cached.expiresAt ?? Number.POSITIVE_INFINITY);
      const response = isValid ? cached : await fetchNew();
      const renew = async (): Promise<Grant> =>
        grantOf(performance.now() - response.at < RECENT_MS ? response : await fetchNew());
      const { expiresAt, clientKey, subject } = response;
      return { grant: grantOf(response), renew, challenge: {}, expiresAt, clientKey, subject };
    },
  };
}

function grantOf({ grant, refusal }: ForwardResponse): Grant {
  if (grant) return grant;
  throw refusal ?? authUnavailable();
}
