import { readFileSync } from 'node:fs';
import { MIN_KEY_BYTES } from '../http/auth/token-keys.ts';

/** Variables of keys. They have no flag, since every user of a machine can read the flags of its processes. */
export const KEY_VARIABLES: readonly string[] = ['CELERY_RESULTS_AUTH_KEY', 'CELERY_RESULTS_AUTH_PREVIOUS_KEY'];

/**
 * Reads the key that signs tokens, and the previous key: from a file with a line for each, or from two variables.
 * Errors never contain a key.
 */
export function readKeys(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  errors: string[],
): readonly string[] {
  const [current, previous] = KEY_VARIABLES.map((name) => env[name]);
  const variables = [current, previous].filter((key) => key !== undefined);
  if (file !== undefined && variables.length > 0)
    errors.push('there are a key file and a key variable: give one of them');
  if (current === undefined && previous !== undefined) errors.push('there is a previous key and no current one');
  const keys = file === undefined ? variables : keysOfFile(file, errors);
  for (const key of keys)
    if (Buffer.byteLength(key, 'utf8') < MIN_KEY_BYTES)
      errors.push(`a key has less than ${MIN_KEY_BYTES} bytes: make one with openssl rand -base64 48`);
  return keys;
}

function keysOfFile(file: string, errors: string[]): readonly string[] {
  try {
    const lines = readFileSync(file, 'utf8').split(/\r?\n/);
    const keys = lines.filter((line) => line !== '');
    if (keys.length === 0 || keys.length > 2) errors.push(`the key file ${file} should have one or two lines`);
    return keys;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'no reason given';
    errors.push(`the key file ${file} cannot be read: ${code}`);
    return [];
  }
}
