import type { Auth } from '../http/auth/auth.ts';
import type { AuthConfig } from '../http/auth/auth-config.ts';
import { ProblemError } from '../problems/problems.ts';

/** An authorization whose keys can be replaced while requests are answered. */
export interface ReloadableAuth {
  /** Undefined where everyone may read everything. */
  readonly auth: Auth | undefined;
  /** Uses other keys from now on, and forgets what was remembered about tokens and visitors. */
  reload(config: AuthConfig): void;
}

/** @param create creates the authorization for a configuration */
export function createReloadableAuth(
  config: AuthConfig,
  create: (config: AuthConfig) => Auth | undefined,
): ReloadableAuth {
  let current = create(config);
  let previous: Auth | undefined;
  const auth = current && {
    access: async (ctx: Parameters<Auth['access']>[0]) => {
      try {
        return await (current as Auth).access(ctx);
      } catch (error) {
        // published keys that cannot be fetched at the moment: the last ones are valid for an hour
        if (previous && error instanceof ProblemError && error.problem === 'auth-unavailable')
          return previous.access(ctx);
        throw error;
      }
    },
  };
  return {
    auth,
    reload: (next) => {
      // a server that answers everyone does not become one that asks for tokens, nor the other way round
      if (!current || next.mode !== config.mode) return;
      const isPublished = next.mode === 'jwt' && config.mode === 'jwt' && next.jwksUrl === config.jwksUrl;
      previous = isPublished && next.jwksUrl !== undefined ? current : undefined;
      current = create(next);
    },
  };
}
