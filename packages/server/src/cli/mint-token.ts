import { SignJWT } from 'jose';
import type { TokenRequest } from '../config/read-token.ts';

/** Signs a token in the way that Django would, for experiments and scripts. */
export function mintToken({ key, life, claims }: TokenRequest): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(now)
    .setExpirationTime(now + life)
    .sign(Buffer.from(key, 'utf8'));
}
