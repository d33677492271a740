import { readFileSync } from 'node:fs';

/** Returns the version of this package. */
export function readVersion(): string {
  const file: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String((file as { version: unknown }).version);
}
