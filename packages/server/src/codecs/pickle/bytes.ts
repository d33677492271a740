import { DecodeError } from '../errors.ts';
import { pushCodes, textOfCodes } from '../python/code-points.ts';
import { decodeUtf8 } from '../utf8.ts';
import type { PyText } from '../value.ts';

/** Reads the bytes of a pickle from start to end. Every read first checks that enough bytes are left. */
export class PickleBytes {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  take(length: number): Buffer {
    this.expect(length);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Checks that this many bytes are left. @throws DecodeError */
  expect(length: number): void {
    if (length > this.#bytes.length - this.#at) throw new DecodeError('pickle', 'it ends too early');
  }

  /** The text up to the next newline, as latin-1. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new DecodeError('pickle', 'it ends too early');
    const text = this.#bytes.toString('latin1', this.#at, end);
    this.#at = end + 1;
    return text;
  }

  uint8(): number {
    return this.take(1).readUInt8();
  }

  uint16(): number {
    return this.take(2).readUInt16LE();
  }

  int32(): number {
    return this.take(4).readInt32LE();
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** An unsigned integer of eight bytes. It is inexact above 2^53, but no input is that long. */
  uint64(): number {
    return Number(this.take(8).readBigUInt64LE());
  }

  double(): number {
    return this.take(8).readDoubleBE();
  }

  /** A signed little-endian integer of this many bytes. */
  bigint(length: number): bigint {
    const bytes = this.take(length);
    if (length === 0) return 0n;
    if (length > MAX_INT_BYTES) throw new DecodeError('pickle', 'an integer with too many digits');
    const unsigned = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
    return BigInt.asIntN(length * 8, unsigned);
  }

  /** Text of this many bytes. It may contain lone surrogates. */
  utf8(length: number): string | PyText {
    const bytes = this.take(length);
    return decodeUtf8(bytes) ?? decodeSurrogatePass(bytes);
  }
}

/**
 * Largest integer in bytes. Python reads integers of any size, but writes at most 4,300 digits: vector
 * pickle-int-digits.
 */
const MAX_INT_BYTES = 16 * 1024 * 1024;

/**
 * Python's `surrogatepass`: decodes the three bytes of a surrogate like those of any other character (vector
 * pickle-surrogate).
 */
function decodeSurrogatePass(bytes: Buffer): string | PyText {
  const codes: number[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    const [second = 0, third = 0] = bytes.subarray(at + 1, at + 3);
    if (second < 0xa0 || second > 0xbf || (third & 0xc0) !== 0x80) continue;
    pushCodes(codes, decodeStrict(bytes.subarray(from, at)));
    codes.push(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f));
    from = at + 3;
  }
  pushCodes(codes, decodeStrict(bytes.subarray(from)));
  return textOfCodes(codes);
}

function decodeStrict(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new DecodeError('pickle', 'a text that is not UTF-8');
  return text;
}
