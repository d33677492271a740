import { DecodeFault } from '../fault.ts';

/** Reads a pickle from its first byte to its last. Every read is checked against what is left, before anything is made of it. */
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

  /** Checks that so many bytes are left. */
  expect(length: number): void {
    if (length > this.#bytes.length - this.#at) throw new DecodeFault('pickle', 'it ends too early');
  }

  /** Up to the next newline, as latin-1. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new DecodeFault('pickle', 'it ends too early');
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

  /** A length of eight bytes; what no input can hold is too long in any case. */
  uint64(): number {
    return Number(this.take(8).readBigUInt64LE());
  }

  double(): number {
    return this.take(8).readDoubleBE();
  }

  /** A signed integer of so many bytes, the lowest first. */
  bigint(length: number): bigint {
    const bytes = this.take(length);
    if (length === 0) return 0n;
    // more digits than this are never written
    if (length > MAX_INT_BYTES) throw new DecodeFault('pickle', 'an integer of too many digits');
    const unsigned = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
    return BigInt.asIntN(length * 8, unsigned);
  }

  /** Text of so many bytes, lone surrogates included. */
  utf8(length: number): string {
    const bytes = this.take(length);
    try {
      return UTF8.decode(bytes);
    } catch {
      return surrogatePass(bytes);
    }
  }
}

const MAX_INT_BYTES = 64 * 1024;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Python's `surrogatepass`: the three bytes of a surrogate are read like those of any other character (vector pickle-surrogate). */
function surrogatePass(bytes: Buffer): string {
  let text = '';
  let from = 0;
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    const [second = 0, third = 0] = bytes.subarray(at + 1, at + 3);
    if (second < 0xa0 || second > 0xbf || (third & 0xc0) !== 0x80) continue;
    text += strict(bytes.subarray(from, at)) + String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f));
    from = at + 3;
  }
  return text + strict(bytes.subarray(from));
}

function strict(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new DecodeFault('pickle', 'a text that is no UTF-8');
  }
}
