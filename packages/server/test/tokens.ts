import { Buffer } from 'node:buffer';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';

/** Keys of HS256 for tests. */
export const KEY = 'the current key, of 32 bytes or more';
export const PREVIOUS_KEY = 'the previous key, of 32 bytes or more';
export const OTHER_KEY = 'a key that nobody knows, of 32 bytes';

export type Claims = Readonly<Record<string, unknown>>;

export const now = (): number => Math.floor(Date.now() / 1_000);

/** Valid claims, together with these. A claim that is undefined is left out. */
export function claimsOf(claims: Claims = {}): Record<string, unknown> {
  const all = { aud: 'celery-results', exp: now() + 900, ...claims };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export function tokenOf(claims: Claims = {}, key: string = KEY, alg = 'HS256'): Promise<string> {
  return new SignJWT(claimsOf(claims)).setProtectedHeader({ alg }).sign(Buffer.from(key));
}

export async function bearer(claims: Claims = {}, key: string = KEY): Promise<{ readonly Authorization: string }> {
  return { Authorization: `Bearer ${await tokenOf(claims, key)}` };
}

/** A token with `alg: none` of RFC 7519: without a signature. */
export function unsignedToken(claims: Claims): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claimsOf(claims))}.`;
}

/** A key pair of a login service. */
export interface PublishedKey {
  readonly jwk: JWK;
  /** The public key as text, which is no secret. */
  readonly pem: string;
  token(claims?: Claims, kid?: string): Promise<string>;
}

export async function publishedKey(kid: string, alg = 'RS256'): Promise<PublishedKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    pem: await exportSPKI(publicKey),
    token: (claims, named = kid) =>
      new SignJWT(claimsOf(claims)).setProtectedHeader({ alg, kid: named }).sign(privateKey),
  };
}
