import { createHash, hash } from 'node:crypto';
import { chunkText } from './chunk-text.ts';
import { forEachYielding } from './for-each-yielding.ts';

/**
 * Characters of a tag, with 96 bits: two states never have the same tag by chance, and an attacker gains nothing from a
 * collision.
 */
const TAG_CHARS = 16;

/** Bytes that are hashed at once, in a reused buffer: a large text needs no second copy. */
const CHUNK_BYTES = 256 * 1024;
const bytes: Buffer = Buffer.alloc(CHUNK_BYTES);

/**
 * Returns the entity tag of a text, without quotes: a short text that changes when the text changes. For texts of at
 * most a few megabytes.
 */
export function etagOf(text: string | Uint8Array): string {
  return hash('sha256', text, 'base64url').slice(0, TAG_CHARS);
}

/** The same for ASCII text of any size, in parts. Other requests run between the parts. */
export async function etagOfParts(parts: readonly string[]): Promise<string> {
  const sum = createHash('sha256');
  await forEachYielding(chunkText(parts, CHUNK_BYTES), (chunk) =>
    sum.update(bytes.subarray(0, bytes.write(chunk, 'latin1'))),
  );
  return sum.digest('base64url').slice(0, TAG_CHARS);
}
