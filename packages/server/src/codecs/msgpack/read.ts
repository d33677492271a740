import { DecodeFault } from '../fault.ts';
import type { PyDict, PyList, PyValue } from '../value.ts';

/** Open lists and objects that msgpack's C unpacker has room for; empty ones need none. */
const MAX_OPEN = 1_024;
const MAX_NANOSECOND = 999_999_999;
/** The extension type of a time. */
const TIMESTAMP = -1;

/**
 * Reads MessagePack as `msgpack.unpackb(bytes, raw=False)` does, which is what Celery's `msgpack` serializer reads with. Keys are text or
 * bytes; integers are exact, floats of four bytes are widened.
 *
 * @throws {@link DecodeFault}
 */
export function readMsgpack(bytes: Uint8Array): PyValue {
  const reader = new Reader(bytes);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #at = 0;
  #open = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The value that starts at the next byte. */
  value(): PyValue {
    const mark = this.#uint(1);
    if (mark <= 0x7f) return BigInt(mark);
    if (mark <= 0x8f) return this.#dict(mark - 0x80);
    if (mark <= 0x9f) return this.#list(mark - 0x90);
    if (mark <= 0xbf) return this.#text(mark - 0xa0);
    if (mark >= 0xe0) return BigInt(mark - 0x100);
    return this.#marked(mark);
  }

  /** Nothing may follow. */
  end(): void {
    if (this.#at < this.#bytes.length) throw this.#fault('more bytes after the value');
  }

  #marked(mark: number): PyValue {
    switch (mark) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return { py: 'bytes', bytes: this.#take(this.#uint(sizeOf(mark, 0xc4))) };
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#uint(sizeOf(mark, 0xc7)));
      case 0xca:
        return this.#view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return BigInt(this.#uint(sizeOf(mark, 0xcc)));
      case 0xcf:
        return this.#view.getBigUint64(this.#skip(8));
      case 0xd0:
        return BigInt(this.#view.getInt8(this.#skip(1)));
      case 0xd1:
        return BigInt(this.#view.getInt16(this.#skip(2)));
      case 0xd2:
        return BigInt(this.#view.getInt32(this.#skip(4)));
      case 0xd3:
        return this.#view.getBigInt64(this.#skip(8));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (mark - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#uint(sizeOf(mark, 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#list(this.#uint(2 * sizeOf(mark, 0xdc)));
      case 0xde:
      case 0xdf:
        return this.#dict(this.#uint(2 * sizeOf(mark, 0xde)));
      default:
        throw this.#fault('a byte that begins nothing');
    }
  }

  #list(length: number): PyList {
    const items: PyValue[] = [];
    this.#enter(length);
    for (let count = 0; count < length; count += 1) items.push(this.value());
    this.#leave(length);
    return items;
  }

  #dict(length: number): PyDict {
    const entries = new Map<PyValue, PyValue>();
    this.#enter(length);
    for (let count = 0; count < length; count += 1) {
      const key = this.value();
      if (typeof key !== 'string' && !isBytes(key)) throw this.#fault('a key that is neither text nor bytes');
      entries.set(key, this.value());
    }
    this.#leave(length);
    return entries;
  }

  #enter(length: number): void {
    if (length === 0) return;
    if (this.#open >= MAX_OPEN) throw this.#fault('nested too deeply');
    this.#open += 1;
  }

  #leave(length: number): void {
    if (length > 0) this.#open -= 1;
  }

  #text(length: number): string {
    const at = this.#at;
    const bytes = this.#take(length);
    try {
      return this.#utf8.decode(bytes);
    } catch {
      throw new DecodeFault('msgpack', `a text that is no UTF-8, at byte ${at}`);
    }
  }

  /** A type of its own that msgpack hands on unread: a tuple of number and bytes. */
  #extension(length: number): PyValue {
    const type = this.#view.getInt8(this.#skip(1));
    if (type === TIMESTAMP) return this.#timestamp(length);
    if (type < 0) throw this.#fault('an extension type that is reserved');
    const data = this.#take(length);
    return { py: 'tuple', items: [BigInt(type), { py: 'bytes', bytes: data }] };
  }

  /** msgpack's own Timestamp, of 4, 8 or 12 bytes, for which there is no JSON in Django. */
  #timestamp(length: number): PyValue {
    const at = this.#skip(length);
    if (length !== 4 && length !== 8 && length !== 12) throw this.#fault('a timestamp of a length that it cannot have');
    const first = this.#view.getUint32(at);
    let [second, nanosecond] = [BigInt(first), 0];
    if (length === 8) [second, nanosecond] = [this.#view.getBigUint64(at) & 0x3_ffff_ffffn, first >>> 2];
    if (length === 12) [second, nanosecond] = [this.#view.getBigInt64(at + 4), first];
    if (nanosecond > MAX_NANOSECOND) throw this.#fault('a timestamp of too many nanoseconds');
    return { py: 'other', text: `Timestamp(seconds=${second}, nanoseconds=${nanosecond})`, truthy: true };
  }

  #uint(size: number): number {
    const at = this.#skip(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #take(length: number): Uint8Array {
    const at = this.#skip(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** Moves over so many bytes and gives where they begin. */
  #skip(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) throw this.#fault('fewer bytes than there should be');
    this.#at = at + length;
    return at;
  }

  #fault(reason: string): DecodeFault {
    return new DecodeFault('msgpack', `${reason}, at byte ${this.#at}`);
  }
}

/** Three marks in a row mean a number of one, two and four bytes. */
function sizeOf(mark: number, first: number): number {
  return 1 << (mark - first);
}

function isBytes(value: PyValue): boolean {
  return typeof value === 'object' && value !== null && 'py' in value && value.py === 'bytes';
}
