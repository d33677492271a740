import type { Auth, ErrorLog } from './auth.ts';
import type { AuthConfig } from './auth-config.ts';
import { anyDenyList, createDenyList, type DenyList } from './deny-list.ts';
import { createForwardAuth } from './forward-auth.ts';
import { createJwtAuth } from './jwt-auth.ts';

export interface AuthDependencies {
  readonly allowOrigins: readonly string[];
  readonly trustedProxies: number;
  readonly log: ErrorLog;
  /** Revoked tokens, besides those of the file of the configuration. Undefined: none. */
  readonly denyList: DenyList | undefined;
}

/** Creates the configured mode of authorization; undefined if everyone may read everything. */
export function createAuth(config: AuthConfig, { denyList, ...dependencies }: AuthDependencies): Auth | undefined {
  switch (config.mode) {
    case 'none':
      return undefined;
    case 'forward':
      return createForwardAuth({ ...dependencies, url: config.url, headers: config.headers });
    case 'jwt': {
      const { keys, algorithms, audience, jwksUrl, issuer, cookie, denyFile } = config;
      return createJwtAuth({
        ...dependencies,
        keys,
        algorithms,
        audience,
        ...(jwksUrl === undefined ? {} : { jwksUrl }),
        ...(issuer === undefined ? {} : { issuer }),
        ...(cookie === undefined ? {} : { cookie }),
        denyList: anyDenyList([
          ...(denyFile === undefined ? [] : [createDenyList(denyFile, dependencies.log)]),
          ...(denyList === undefined ? [] : [denyList]),
        ]),
      });
    }
  }
}
