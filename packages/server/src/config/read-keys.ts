import { readFileSync } from 'node:fs';
import { SHORTEST_KEY } from '../http/auth/token-keys.ts';

/** Variables for which there is no flag: everybody on the machine can read the flags of a process. */
export const KEY_VARIABLES: readonly string[] = ['CELERY_RESULTS_AUTH_KEY', 'CELERY_RESULTS_AUTH_PREVIOUS_KEY'];

/**
 * The key that tokens are made with, and the one before it, from a file with a line each or from two variables. What is wrong with them is said
 * without a character of them.
 */
export function readKeys(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  faults: string[],
): readonly string[] {
  const [current, previous] = KEY_VARIABLES.map((name) => env[name]);
  const variables = [current, previous].filter((key) => key !== undefined);
  if (file !== undefined && variables.length > 0)
    faults.push('there are a key file and a key variable: give one of them');
  if (current === undefined && previous !== undefined) faults.push('there is a previous key and no current one');
  const keys = file === undefined ? variables : keysOfFile(file, faults);
  for (const key of keys)
    if (Buffer.byteLength(key, 'utf8') < SHORTEST_KEY)
      faults.push(`a key has less than ${SHORTEST_KEY} bytes: make one with openssl rand -base64 48`);
  return keys;
}

function keysOfFile(file: string, faults: string[]): readonly string[] {
  try {
    const lines = readFileSync(file, 'utf8').split(/\r?\n/);
    const keys = lines.filter((line) => line !== '');
    if (keys.length === 0 || keys.length > 2) faults.push(`the key file ${file} has not one or two lines`);
    return keys;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'no reason given';
    faults.push(`the key file ${file} cannot be read: ${code}`);
    return [];
  }
}
