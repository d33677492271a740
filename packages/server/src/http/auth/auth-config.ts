import type { ForwardedHeader } from './forward-headers.ts';

/** The configured authorization: it decides which client may read which tasks. */
export type AuthConfig = { readonly mode: 'none' } | JwtConfig | ForwardConfig;

export interface JwtConfig {
  readonly mode: 'jwt';
  /** Keys of HS256; empty if {@link jwksUrl} is set. */
  readonly keys: readonly string[];
  readonly jwksUrl: string | undefined;
  readonly algorithms: readonly string[];
  readonly audience: string;
  readonly issuer: string | undefined;
  readonly cookie: string | undefined;
  /** File with the `jti` of revoked tokens. */
  readonly denyFile: string | undefined;
  /** The Redis set with the `jti` of revoked tokens. */
  readonly denyRedis: { readonly url: string; readonly key: string } | undefined;
}

export interface ForwardConfig {
  readonly mode: 'forward';
  readonly url: string;
  /** The headers of a request that are sent to the forward URL. */
  readonly headers: readonly ForwardedHeader[];
}
