import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { isObject } from '../../is-object.ts';
import type { ErrorLog } from './auth.ts';
import { fetchJson } from './fetch-json.ts';
import { authUnavailable } from './refusals.ts';
import type { KeySource, TokenKeys } from './token-keys.ts';

export interface JwksOptions {
  /** Where the keys are published. */
  readonly url: string;
  /** Algorithms that are accepted, whatever a token or a key says of itself. */
  readonly algorithms: readonly string[];
  readonly log?: ErrorLog | undefined;
}

/** Milliseconds. */
const TIMEOUT = 5_000;
const FRESH = 10 * 60_000;
/** From here on keys that could not be fetched anew are not trusted: one of them may be revoked. */
const TRUSTED = 60 * 60_000;
/** Between two fetches because of tokens that name unknown keys. */
const COOLDOWN = 30_000;
/** Between two fetches that fail. */
const RETRY = 5_000;
const MOST_BYTES = 256 * 1024;

/**
 * Public keys of a login service. They are fetched when the first token comes, anew after ten minutes without holding anybody up, and for a token that
 * names an unknown key; while the service is away, those that are known are used for an hour.
 */
export function createJwks({ url, algorithms, log }: JwksOptions): KeySource {
  let loaded: { readonly keys: TokenKeys; readonly text: string; readonly at: number } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    triedAt = Date.now();
    try {
      const text = JSON.stringify(await fetchKeys(url));
      const keys = text === loaded?.text ? loaded.keys : toTokenKeys(text, { algorithms, after: loaded?.keys });
      loaded = { keys, text, at: Date.now() };
    } catch (error) {
      log?.error({ err: error }, 'the keys of tokens cannot be fetched');
    }
  }

  /** One fetch at a time, and none too soon after another. */
  function loadAfter(pause: number): Promise<void> {
    if (loading === undefined && Date.now() - triedAt < pause) return Promise.resolve();
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  const isOlderThan = (age: number): boolean => loaded === undefined || Date.now() - loaded.at >= age;
  return {
    async current() {
      if (isOlderThan(TRUSTED)) await loadAfter(RETRY);
      else if (isOlderThan(FRESH)) void loadAfter(RETRY);
      if (loaded === undefined || isOlderThan(TRUSTED)) throw authUnavailable();
      return loaded.keys;
    },
    async newer(than) {
      await loadAfter(COOLDOWN);
      return loaded && loaded.keys.version > than.version ? loaded.keys : undefined;
    },
  };
}

async function fetchKeys(url: string): Promise<unknown> {
  const { status, body } = await fetchJson(url, { timeout: TIMEOUT, mostBytes: MOST_BYTES });
  if (status !== 200) throw new Error(`the keys are answered with status ${status}`);
  if (!isObject(body) || !Array.isArray(body['keys'])) throw new Error('the answer is no set of keys');
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
        // a token without the name of its key: not worth guessing
        if (error instanceof errors.JWKSMultipleMatchingKeys) throw new errors.JWTInvalid('which key is not said');
        throw error;
      }
    },
  };
}
