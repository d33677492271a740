import type { Auth } from '../http/auth/auth.ts';
import type { AuthConfig } from '../http/auth/auth-config.ts';
import { ProblemError } from '../problems/problems.ts';

/** An authorization whose keys can be replaced while requests are answered. */
export interface ReloadableAuth {
  /** Undefined if everyone may read everything. */
  readonly auth: Auth | undefined;
  /** Uses other keys from now on, and clears the caches of tokens and visitors. */
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
        // the published keys cannot be fetched at the moment: the previous keys stay valid for an hour
        if (previous && error instanceof ProblemError && error.problem === 'auth-unavailable')
          return previous.access(ctx);
        throw error;
      }
    },
  };
  return {
    auth,
    reload: (next) => {
      // a reload never turns authorization on or off
      if (!current || next.mode !== config.mode) return;
      const isPublished = next.mode === 'jwt' && config.mode === 'jwt' && next.jwksUrl === config.jwksUrl;
      previous = isPublished && next.jwksUrl !== undefined ? current : undefined;
      current = create(next);
    },
  };
}
