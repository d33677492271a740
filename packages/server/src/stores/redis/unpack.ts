import zlib from 'node:zlib';
import { DecodeError } from '../../codecs/errors.ts';

/** The prefix that Celery 5.7 writes before a compressed value. No serializer writes a value with this prefix. */
const MARKER = Buffer.from('\0celery-compressed\0');

/** The form in which a value is compressed. */
interface Compression {
  /** The name in error messages. */
  readonly encoding: string;
  /** Undefined if Node does not support it. */
  readonly inflate?: (body: Uint8Array, options: { readonly maxOutputLength: number }) => Buffer;
}

/** Undefined before Node 22.15. */
const zstd: typeof zlib.zstdDecompressSync | undefined = zlib.zstdDecompressSync;

/** Compressions by the content type that kombu writes. What kombu calls gzip is the zlib format. */
const COMPRESSIONS: ReadonlyMap<string, Compression> = new Map([
  ['application/x-gzip', { encoding: 'zlib', inflate: zlib.inflateSync }],
  ['application/x-brotli', { encoding: 'brotli', inflate: zlib.brotliDecompressSync }],
  ['application/zstd', { encoding: 'zstd', ...(zstd ? { inflate: zstd } : {}) }],
  ['application/x-bz2', { encoding: 'bz2' }],
  ['application/x-lzma', { encoding: 'lzma' }],
]);

/** Largest length of kombu's content types, in bytes. */
const MAX_TYPE_BYTES = 100;

export function isCompressed(value: Uint8Array): boolean {
  return value[0] === 0 && Buffer.compare(value.subarray(0, MARKER.length), MARKER) === 0;
}

/**
 * Decompresses a value.
 *
 * @param maxBytes largest decompressed size
 * @returns the value itself if it is not compressed. Undefined if it is larger than `maxBytes`
 * @throws {@link DecodeError} for invalid content, and for a compression that Node does not support
 */
export function unpack(value: Uint8Array, maxBytes: number): Uint8Array | undefined {
  if (!isCompressed(value)) return value;
  const rest = value.subarray(MARKER.length);
  const end = rest.subarray(0, MAX_TYPE_BYTES).indexOf(0);
  const type = end < 0 ? '' : Buffer.from(rest.subarray(0, end)).toString('latin1');
  const { encoding, inflate } = COMPRESSIONS.get(type) ?? { encoding: 'compression' };
  if (!inflate)
    throw new DecodeError(
      encoding,
      "this compression cannot be undone here: set Celery's result_compression to gzip, brotli or zstd",
    );
  try {
    return inflate(rest.subarray(end + 1), { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw new DecodeError(encoding, 'the compressed value is broken');
  }
}
