import { createHash, hash } from 'node:crypto';
import { chunkText } from './chunk-text.ts';
import { forEachYielding } from './for-each-yielding.ts';

/** 96 bits: two states never share a tag by chance, and an attacker gains nothing from a collision. */
const TAG_CHARS = 16;

/** Bytes that are hashed at once, in memory that is reused: a large text needs no second copy. */
const CHUNK_BYTES = 256 * 1024;
const bytes: Buffer = Buffer.alloc(CHUNK_BYTES);

/**
 * A short text that changes when the other text changes: an entity tag without its quotes. For texts of some megabytes
 * at most.
 */
export function etagOf(text: string | Uint8Array): string {
  return hash('sha256', text, 'base64url').slice(0, TAG_CHARS);
}

/** The same for ASCII text of any size, in parts. Other requests run in between. */
export async function etagOfParts(parts: readonly string[]): Promise<string> {
  const sum = createHash('sha256');
  await forEachYielding(chunkText(parts, CHUNK_BYTES), (chunk) =>
    sum.update(bytes.subarray(0, bytes.write(chunk, 'latin1'))),
  );
  return sum.digest('base64url').slice(0, TAG_CHARS);
}
