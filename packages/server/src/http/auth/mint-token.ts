import { SignJWT } from 'jose';

/** A token to make. */
export interface TokenRequest {
  /** Shared with the server. */
  readonly key: string;
  /** Seconds. */
  readonly life: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Makes a token as Django would, for trying things out and for scripts. */
export function mintToken({ key, life, claims }: TokenRequest): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(now)
    .setExpirationTime(now + life)
    .sign(Buffer.from(key, 'utf8'));
}
