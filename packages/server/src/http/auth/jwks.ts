import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { isObject } from '../../lib/is-object.ts';
import type { ErrorLog } from './auth.ts';
import { authUnavailable } from './auth-problems.ts';
import { fetchJson } from './fetch-json.ts';
import type { KeySource, TokenKeys } from './token-keys.ts';

export interface JwksOptions {
  /** The URL at which the keys are published. */
  readonly url: string;
  /** The accepted algorithms. The algorithm that a token or a key names is ignored. */
  readonly algorithms: readonly string[];
  readonly log?: ErrorLog | undefined;
}

const TIMEOUT_MS = 5_000;
/** Older keys are fetched again, in the background. */
const FRESH_MS = 10 * 60_000;
/** Older keys are no longer used: one of them may be revoked. */
const TRUSTED_MS = 60 * 60_000;
/** Time between two fetches for tokens with unknown keys. */
const UNKNOWN_KEY_PAUSE_MS = 30_000;
/** Time between two failed fetches. */
const RETRY_PAUSE_MS = 5_000;
const MAX_RESPONSE_BYTES = 256 * 1024;

/**
 * Creates the source of a login service's public keys. They are fetched for the first token, again in the background
 * after ten minutes, and for a token with an unknown key. If the service fails, the last keys are used for an hour.
 */
export function createJwks({ url, algorithms, log }: JwksOptions): KeySource {
  let loaded: { readonly keys: TokenKeys; readonly text: string; readonly at: number } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    triedAt = performance.now();
    try {
      const text = JSON.stringify(await fetchKeys(url));
      const keys = text === loaded?.text ? loaded.keys : toTokenKeys(text, { algorithms, after: loaded?.keys });
      loaded = { keys, text, at: performance.now() };
    } catch (error) {
      log?.error({ err: error }, 'the keys of tokens cannot be fetched');
    }
  }

  /** Fetches the keys, unless a fetch is running or the last one was less than `pause` ago. */
  function loadAfter(pause: number): Promise<void> {
    if (loading === undefined && performance.now() - triedAt < pause) return Promise.resolve();
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  const isOlderThan = (age: number): boolean => loaded === undefined || performance.now() - loaded.at >= age;
  return {
    async current() {
      if (isOlderThan(TRUSTED_MS)) await loadAfter(RETRY_PAUSE_MS);
      else if (isOlderThan(FRESH_MS)) void loadAfter(RETRY_PAUSE_MS);
      if (loaded === undefined || isOlderThan(TRUSTED_MS)) throw authUnavailable();
      return loaded.keys;
    },
    async newer(than) {
      await loadAfter(UNKNOWN_KEY_PAUSE_MS);
      return loaded && loaded.keys.version > than.version ? loaded.keys : undefined;
    },
  };
}

async function fetchKeys(url: string): Promise<unknown> {
  const { status, body } = await fetchJson(url, { timeout: TIMEOUT_MS, maxBytes: MAX_RESPONSE_BYTES });
  if (status !== 200) throw new Error(`the keys are answered with status ${status}`);
  if (!isObject(body) || !Array.isArray(body['keys'])) throw new Error('the answer is not a set of keys');
  return body;
}

interface KeysOptions {
  readonly algorithms: readonly string[];
  readonly after: TokenKeys | undefined;
}

/** @throws JWKSInvalid */
function toTokenKeys(text: string, { algorithms, after }: KeysOptions): TokenKeys {
  const keys = createLocalJWKSet(JSON.parse(text));
  return {
    version: (after?.version ?? 0) + 1,
    verify: async (token, options) => {
      try {
        return (await jwtVerify(token, keys, { ...options, algorithms: [...algorithms] })).payload;
      } catch (error) {
        // the token names no key, and several keys match
        if (error instanceof errors.JWKSMultipleMatchingKeys) throw new errors.JWTInvalid('the token names no key');
        throw error;
      }
    },
  };
}
