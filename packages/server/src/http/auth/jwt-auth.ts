import { hash } from 'node:crypto';
import { errors, type JWTPayload } from 'jose';
import { type Grant, InvalidClaims, parseGrant } from '../../access/grant.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import { ConfigError } from '../../problems/errors.ts';
import type { Auth, ErrorLog } from './auth.ts';
import { INSUFFICIENT_SCOPE, invalidToken } from './auth-problems.ts';
import { findToken } from './bearer.ts';
import { checkOrigin } from './check-origin.ts';
import { isCookieName } from './cookie-name.ts';
import type { DenyList } from './deny-list.ts';
import { createJwks } from './jwks.ts';
import { createSecretKeys, type KeySource, type TokenKeys } from './token-keys.ts';

/** Options for the accepted tokens. */
export interface JwtAuthOptions {
  /**
   * Keys of HS256 as text, at least 32 bytes each: the current one, and the previous one while its tokens are in use.
   */
  readonly keys?: readonly string[];
  /** Instead of keys: the URL at which a login service publishes its keys (a JWKS). */
  readonly jwksUrl?: string;
  /** Algorithms of the service's signatures. Default `['RS256']`. */
  readonly algorithms?: readonly string[];
  /** The `aud` of tokens for this server. Default `celery-results`. */
  readonly audience?: string;
  /** The `iss` of tokens. Default: `iss` is not checked. */
  readonly issuer?: string;
  /**
   * Name of a cookie that may hold the token, for clients that cannot send a header. It begins with `__Secure-` or
   * `__Host-`.
   */
  readonly cookie?: string;
  /** Origins whose pages may send the cookie, besides the server's own. */
  readonly allowOrigins?: readonly string[];
  /** Tokens that are revoked, by their claim `jti`. Default: none. */
  readonly denyList?: DenyList | undefined;
  readonly log?: ErrorLog;
}

const MAX_LIFE_SECONDS = 24 * 60 * 60;
const CLOCK_SKEW_SECONDS = 30;

/** Size of the cache of verified tokens: each counts 1, and 1 more for each id of its grant. */
const MAX_CACHE_SIZE = 100_000;

/** The grant of a valid token. */
interface TokenGrant {
  readonly grant: Grant;
  readonly clientKey: string;
  readonly subject: string | undefined;
  readonly id: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface VerifiedToken {
  readonly payload: JWTPayload;
  readonly keys: TokenKeys;
}

/**
 * Creates an authorization by tokens (JWT). Their claims name the tasks and groups that may be read.
 *
 * @throws {@link ConfigError} for a key that is too short, for keys beside a URL, and if both are missing
 */
export function createJwtAuth(options: JwtAuthOptions): Auth {
  const { cookie, allowOrigins = [], denyList } = options;
  const source = createKeySource(options);
  const cache = createLruCache<TokenGrant>(MAX_CACHE_SIZE);

  async function grantOf(token: string): Promise<TokenGrant> {
    const current = await source.current();
    const cacheKey = (keys: TokenKeys): string => `${keys.version} ${hash('sha256', token, 'base64url')}`;
    const cached = cache.get(cacheKey(current));
    // the clock may have been set forward since the token was verified
    if (cached && Date.now() < cached.expiresAt) return cached;
    const { payload, keys } = await verify(token, current);
    const grant = toGrant(payload, options);
    const expiresAt = Number(payload.exp) * 1_000;
    const made = { grant, expiresAt, clientKey: signedPartHash(token), subject: payload.sub, id: payload.jti };
    cache.set(cacheKey(keys), made, {
      lifetime: expiresAt - Date.now(),
      size: 1 + grant.tasks.size + grant.groups.size,
    });
    return made;
  }

  async function verify(token: string, current: TokenKeys): Promise<VerifiedToken> {
    const { issuer, audience = 'celery-results' } = options;
    const required = { audience, requiredClaims: ['aud', 'exp'], clockTolerance: CLOCK_SKEW_SECONDS };
    const verifyOptions = issuer === undefined ? required : { ...required, issuer };
    const verifyWith = async (keys: TokenKeys): Promise<VerifiedToken> => ({
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
      const { grant, id, ...others } = await grantOf(token);
      if (id !== undefined && (await denyList?.has(id))) throw invalidToken('the token is revoked');
      const revocation = id !== undefined && denyList ? { key: id, isRevoked: () => denyList.has(id) } : undefined;
      return { ...others, grant, renew: async () => grant, challenge: INSUFFICIENT_SCOPE, revocation };
    },
  };
}

/** Returns a hash of the token without its signature: one signature has several valid forms in base64url. */
function signedPartHash(token: string): string {
  return hash('sha256', token.slice(0, token.lastIndexOf('.')), 'base64url');
}

function createKeySource({ keys = [], jwksUrl, algorithms = ['RS256'], cookie, log }: JwtAuthOptions): KeySource {
  if (cookie !== undefined && !isCookieName(cookie))
    throw new ConfigError(`the cookie "${cookie}" does not begin with __Secure- or __Host-`);
  if ((keys.length === 0) === (jwksUrl === undefined))
    throw new ConfigError('tokens are verified with keys or with a JWKS: give one of them');
  return jwksUrl === undefined ? createSecretKeys(keys) : createJwks({ url: jwksUrl, algorithms, log });
}

/** Returns the grant of a token with a valid signature. */
function toGrant(payload: JWTPayload, { jwksUrl }: JwtAuthOptions): Grant {
  const { exp = 0, iat } = payload;
  const now = Date.now() / 1_000;
  if (exp - now > MAX_LIFE_SECONDS + CLOCK_SKEW_SECONDS || (iat !== undefined && exp - iat > MAX_LIFE_SECONDS))
    throw invalidToken('the token is valid for more than 24 hours');
  try {
    return parseGrant(payload, { strict: jwksUrl === undefined });
  } catch (error) {
    throw error instanceof InvalidClaims ? invalidToken(error.message) : error;
  }
}

/** Returns the reason as a fixed sentence: the messages of the library may contain parts of the token. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'the token is not valid yet';
    return `the claim ${error.claim} is ${error.reason === 'missing' ? 'missing' : 'wrong'}`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the algorithm of the token is not accepted';
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return 'no key fits the signature of the token';
  return 'the token cannot be read';
}
