import { createSecretKey } from 'node:crypto';
import { type CryptoKey, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify, type KeyObject } from 'jose';
import { ConfigError } from '../../problems/errors.ts';

/** Shortest key of HS256. A shorter one can be guessed from a single token. */
export const MIN_KEY_BYTES = 32;

/** Algorithms with public keys. A JWKS must not be used with any other. */
export const ALGORITHMS: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Keys that tokens are verified with. */
export interface TokenKeys {
  /** Changes when the keys do. */
  readonly version: number;
  /** @throws jose's errors for an invalid token */
  verify(token: string, options: JWTVerifyOptions): Promise<JWTPayload>;
}

/** A source of keys. */
export interface KeySource {
  /** @throws ProblemError while there are no keys */
  current(): Promise<TokenKeys>;
  /** Returns newer keys for a token that matches none of these keys, if there are any. */
  newer(than: TokenKeys): Promise<TokenKeys | undefined>;
}

/**
 * Secret keys that are shared with the program that signs tokens: the current one, and the previous one.
 *
 * @throws {@link ConfigError} for a key that is too short
 */
export function createSecretKeys(keys: readonly string[]): KeySource {
  const known = keys.map((key) => {
    const bytes = Buffer.from(key, 'utf8');
    if (bytes.length < MIN_KEY_BYTES) throw new ConfigError(`a key has less than ${MIN_KEY_BYTES} bytes`);
    return createSecretKey(bytes);
  });
  const verify = (token: string, options: JWTVerifyOptions): Promise<JWTPayload> =>
    verifyWithAny(known, token, { ...options, algorithms: ['HS256'] });
  const only: TokenKeys = { version: 0, verify };
  return { current: async () => only, newer: async () => undefined };
}

async function verifyWithAny(
  keys: readonly (KeyObject | CryptoKey)[],
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  let last: unknown;
  for (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      last = error;
    }
  }
  throw last;
}
