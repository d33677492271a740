import { hash } from 'node:crypto';
import { errors, type JWTPayload } from 'jose';
import { type Grant, InvalidClaims, parseGrant } from '../../access/grant.ts';
import { createBoundedCache } from '../../bounded-cache.ts';
import { ConfigError } from '../../errors.ts';
import type { Auth, ErrorLog } from './auth.ts';
import { findToken } from './bearer.ts';
import { checkOrigin } from './check-origin.ts';
import { createJwks } from './jwks.ts';
import { INSUFFICIENT_SCOPE, invalidToken } from './refusals.ts';
import { createSecretKeys, type KeySource, type TokenKeys } from './token-keys.ts';

/** Which tokens are accepted. */
export interface JwtAuthOptions {
  /** Keys of HS256 as text, at least 32 bytes each: the current one, and the one before it while its tokens are around. */
  readonly keys?: readonly string[];
  /** Instead of keys: where a login service publishes its own (a JWKS). */
  readonly jwksUrl?: string;
  /** Algorithms of the service's signatures. Default `['RS256']`. */
  readonly algorithms?: readonly string[];
  /** The `aud` of tokens that are for this server. Default `celery-results`. */
  readonly audience?: string;
  /** The `iss` of tokens; not looked at without it. */
  readonly issuer?: string;
  /** Name of a cookie that may hold the token, for who cannot send a header; it has to begin with `__Secure-` or `__Host-`. */
  readonly cookie?: string;
  /** Origins whose pages may ask with the cookie, besides the server's own. */
  readonly allowOrigins?: readonly string[];
  readonly log?: ErrorLog;
}

/** Seconds. */
const LONGEST_LIFE = 24 * 60 * 60;
const CLOCK_SKEW = 30;

/** Ids of the tokens that are remembered, with one more for every token. */
const MOST_REMEMBERED = 100_000;

interface Verified {
  readonly payload: JWTPayload;
  readonly keys: TokenKeys;
}

/**
 * Lets in who has a token (JWT) that says what he may read.
 *
 * @throws {@link ConfigError} for a key that is too short, and for neither or both of keys and URL
 */
export function createJwtAuth(options: JwtAuthOptions): Auth {
  const { cookie, allowOrigins = [] } = options;
  const source = keySource(options);
  const remembered = createBoundedCache<Grant>(MOST_REMEMBERED);

  async function grantOf(token: string): Promise<Grant> {
    const current = await source.current();
    const nameIn = (keys: TokenKeys): string => `${keys.version} ${hash('sha256', token, 'base64url')}`;
    const known = remembered.get(nameIn(current));
    if (known) return known;
    const { payload, keys } = await verified(token, current);
    const grant = toGrant(payload, options);
    const size = 1 + grant.tasks.size + grant.groups.size;
    remembered.set(nameIn(keys), grant, { until: Number(payload.exp) * 1_000, size });
    return grant;
  }

  async function verified(token: string, current: TokenKeys): Promise<Verified> {
    const { issuer, audience = 'celery-results' } = options;
    const wanted = { audience, requiredClaims: ['aud', 'exp'], clockTolerance: CLOCK_SKEW };
    const verifyOptions = issuer === undefined ? wanted : { ...wanted, issuer };
    const verifyWith = async (keys: TokenKeys): Promise<Verified> => ({
      payload: await keys.verify(token, verifyOptions),
      keys,
    });
    try {
      return await verifyWith(current).catch(async (error: unknown) => {
        const newer = error instanceof errors.JWKSNoMatchingKey ? await source.newer(current) : undefined;
        if (!newer) throw error;
        return verifyWith(newer);
      });
    } catch (error) {
      throw error instanceof errors.JOSEError ? invalidToken(reasonOf(error)) : error;
    }
  }

  return {
    async access(ctx) {
      const { token, from } = findToken(ctx, cookie);
      if (from === 'cookie') checkOrigin(ctx, allowOrigins);
      const grant = await grantOf(token);
      return { grant, renew: async () => grant, challenge: INSUFFICIENT_SCOPE };
    },
  };
}

function keySource({ keys = [], jwksUrl, algorithms = ['RS256'], cookie, log }: JwtAuthOptions): KeySource {
  if (cookie !== undefined && !/^__(Secure|Host)-[\w-]+$/.test(cookie))
    throw new ConfigError(`the cookie "${cookie}" does not begin with __Secure- or __Host-`);
  if ((keys.length === 0) === (jwksUrl === undefined))
    throw new ConfigError('tokens are verified with keys or with a JWKS: give one of them');
  return jwksUrl === undefined ? createSecretKeys(keys) : createJwks({ url: jwksUrl, algorithms, log });
}

/** Claims of a token whose signature holds. */
function toGrant(payload: JWTPayload, { jwksUrl }: JwtAuthOptions): Grant {
  const { exp = 0, iat } = payload;
  const now = Date.now() / 1_000;
  if (exp - now > LONGEST_LIFE + CLOCK_SKEW || (iat !== undefined && exp - iat > LONGEST_LIFE))
    throw invalidToken('the token lives for more than 24 hours');
  try {
    return parseGrant(payload, { strict: jwksUrl === undefined });
  } catch (error) {
    throw error instanceof InvalidClaims ? invalidToken(error.message) : error;
  }
}

/** Our own words: those of the reader may have parts of the token. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'the token is not valid yet';
    return `the claim ${error.claim} is ${error.reason === 'missing' ? 'missing' : 'another'}`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the algorithm of the token is not accepted';
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return 'no key fits the signature of the token';
  return 'this is no token that can be read';
}
