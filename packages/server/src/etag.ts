import { createHash, hash } from 'node:crypto';
import { inSlices } from './slices.ts';

/** 96 bits: two states of one thing never share them by chance, and nobody gains by making two that do. */
const LENGTH = 16;

/** A short text that changes when the other text does: an entity tag without its quotes. For texts of some megabytes at the most. */
export function etagOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, LENGTH);
}

/** The same of bytes in parts, letting other requests in between. */
export async function etagOfBytes(parts: Iterable<Uint8Array>): Promise<string> {
  const sum = createHash('sha256');
  await inSlices(parts, (part) => sum.update(part));
  return sum.digest('base64url').slice(0, LENGTH);
}
