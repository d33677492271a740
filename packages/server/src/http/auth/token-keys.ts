import { createSecretKey } from 'node:crypto';
import { type CryptoKey, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify, type KeyObject } from 'jose';
import { ConfigError } from '../../errors.ts';

/** Bytes of a key of HS256: a shorter one can be guessed from a single token. */
export const SHORTEST_KEY = 32;

/** Algorithms of signatures whose keys are public; others are none that a list of public keys may be used with. */
export const ALGORITHMS: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** Keys that tokens are verified with. */
export interface TokenKeys {
  /** Changes when the keys do. */
  readonly version: number;
  /** @throws jose's errors for a token that is not accepted */
  verify(token: string, options: JWTVerifyOptions): Promise<JWTPayload>;
}

/** Where keys come from. */
export interface KeySource {
  /** @throws Refused where there are none for now */
  current(): Promise<TokenKeys>;
  /** Newer ones than these for a token that none of these fits, if there may be any. */
  newer(than: TokenKeys): Promise<TokenKeys | undefined>;
}

/**
 * Secret keys that are shared with who mints tokens: the current one, and the one before it.
 *
 * @throws {@link ConfigError} for a key that is too short
 */
export function createSecretKeys(keys: readonly string[]): KeySource {
  const known = keys.map((key) => {
    const bytes = Buffer.from(key, 'utf8');
    if (bytes.length < SHORTEST_KEY) throw new ConfigError(`a key has less than ${SHORTEST_KEY} bytes`);
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
