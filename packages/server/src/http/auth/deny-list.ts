import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { ConfigError } from '../../problems/errors.ts';
import type { ErrorLog } from './auth.ts';

/** Tokens that are revoked before they expire, by their claim `jti`. */
export interface DenyList {
  /** @throws ProblemError `auth-unavailable` if the list cannot be read */
  has(id: string): boolean | Promise<boolean>;
}

/** Combines lists: a token is revoked if one of them contains it. Undefined without a list. */
export function anyDenyList(lists: readonly DenyList[]): DenyList | undefined {
  if (lists.length === 0) return undefined;
  return {
    has: async (id) => {
      for (const list of lists) if (await list.has(id)) return true;
      return false;
    },
  };
}

/** The file is checked again after this time. */
const CHECK_MS = 2_000;

/**
 * Reads a list of revoked tokens from a file: one `jti` in each line; empty lines and lines with `#` in front are
 * skipped. A changed file is read again a few seconds later. While it cannot be read, the last list is used.
 *
 * @throws ConfigError when the file cannot be read at first
 */
export function createDenyList(file: string, log?: ErrorLog): DenyList {
  let ids = readFirst(file);
  let known = '';
  let checkedAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;

  async function check(): Promise<void> {
    try {
      const { mtimeMs, size, ino } = await stat(file);
      const seen = `${mtimeMs} ${size} ${ino}`;
      if (seen !== known) ids = toIds(await readFile(file, 'utf8'));
      known = seen;
      isFailing = false;
    } catch (error) {
      if (!isFailing) log?.error({ err: error }, 'the list of revoked tokens cannot be read: the last one is used');
      isFailing = true;
    }
  }

  return {
    has: (id) => {
      // checked on request instead of by a timer: a server without requests needs no list
      if (performance.now() - checkedAt > CHECK_MS) {
        checkedAt = performance.now();
        void check();
      }
      return ids.has(id);
    },
  };
}

function readFirst(file: string): ReadonlySet<string> {
  try {
    return toIds(readFileSync(file, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'no reason given';
    throw new ConfigError(`the deny list ${file} cannot be read: ${code}`, { cause: error });
  }
}

function toIds(text: string): ReadonlySet<string> {
  const lines = text.split('\n').map((line) => line.trim());
  return new Set(lines.filter((line) => line !== '' && !line.startsWith('#')));
}
