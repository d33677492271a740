import type { AuthConfig } from './config/read-auth.ts';
import type { Auth, ErrorLog } from './http/auth/auth.ts';
import { createForwardAuth } from './http/auth/forward-auth.ts';
import { createJwtAuth } from './http/auth/jwt-auth.ts';

export interface AuthParts {
  readonly allowOrigins: readonly string[];
  readonly log: ErrorLog;
}

/** The mode that is configured; undefined where everybody may read everything. */
export function createAuth(config: AuthConfig, parts: AuthParts): Auth | undefined {
  switch (config.mode) {
    case 'none':
      return undefined;
    case 'forward':
      return createForwardAuth({ ...parts, url: config.url });
    case 'jwt': {
      const { keys, algorithms, audience, jwksUrl, issuer, cookie } = config;
      return createJwtAuth({
        ...parts,
        ...{ keys, algorithms, audience },
        ...(jwksUrl === undefined ? {} : { jwksUrl }),
        ...(issuer === undefined ? {} : { issuer }),
        ...(cookie === undefined ? {} : { cookie }),
      });
    }
  }
}
