import { createHash, hash } from 'node:crypto';
import { piecesOf } from './pieces.ts';
import { inSlices } from './slices.ts';

/** 96 bits: two states of one thing never share them by chance, and nobody gains by making two that do. */
const LENGTH = 16;

/** Bytes that are hashed at a time, in memory that is used again: of a large text no second copy is ever there. */
const PART = 256 * 1024;
const bytes: Buffer = Buffer.alloc(PART);

/** A short text that changes when the other text does: an entity tag without its quotes. For texts of some megabytes at the most. */
export function etagOf(text: string | Uint8Array): string {
  return hash('sha256', text, 'base64url').slice(0, LENGTH);
}

/** The same of ASCII text in parts, of any size, letting other requests in between. */
export async function etagOfParts(parts: readonly string[]): Promise<string> {
  const sum = createHash('sha256');
  await inSlices(piecesOf(parts, PART), (piece) => sum.update(bytes.subarray(0, bytes.write(piece, 'latin1'))));
  return sum.digest('base64url').slice(0, LENGTH);
}
