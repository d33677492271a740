import { DecodeError } from '../errors.ts';
import { decodeUtf8 } from '../utf8.ts';
import { isBytes, type PyDict, type PyList, type PyValue } from '../value.ts';

/** Largest number of nested levels that msgpack's C unpacker allows. Empty lists and objects do not count. */
const MAX_OPEN = 1_024;
const MAX_NANOSECOND = 999_999_999;
/** MessagePack's extension type of a timestamp. */
const TIMESTAMP = -1;

/**
 * Reads MessagePack as `msgpack.unpackb(bytes, raw=False)` does, which Celery's `msgpack` serializer calls. Keys are
 * text or bytes. Integers are exact, and floats of four bytes become doubles.
 *
 * @throws {@link DecodeError}
 */
export function readMsgpack(bytes: Uint8Array): PyValue {
  const reader = new MsgpackReader(bytes);
  const value = reader.value();
  reader.end();
  return value;
}

class MsgpackReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #open = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads the next value. */
  value(): PyValue {
    const mark = this.#uint(1);
    if (mark <= 0x7f) return BigInt(mark);
    if (mark <= 0x8f) return this.#dict(mark - 0x80);
    if (mark <= 0x9f) return this.#list(mark - 0x90);
    if (mark <= 0xbf) return this.#text(mark - 0xa0);
    if (mark >= 0xe0) return BigInt(mark - 0x100);
    return this.#marked(mark);
  }

  /** Checks that no byte follows. */
  end(): void {
    if (this.#at < this.#bytes.length) throw this.#decodeError('more bytes after the value');
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
        throw this.#decodeError('an unknown type byte');
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
      if (typeof key !== 'string' && !isBytes(key)) throw this.#decodeError('a key that is neither text nor bytes');
      entries.set(key, this.value());
    }
    this.#leave(length);
    return entries;
  }

  #enter(length: number): void {
    if (length === 0) return;
    if (this.#open >= MAX_OPEN) throw this.#decodeError('nested too deeply');
    this.#open += 1;
  }

  #leave(length: number): void {
    if (length > 0) this.#open -= 1;
  }

  #text(length: number): string {
    const at = this.#at;
    const text = decodeUtf8(this.#take(length));
    if (text === undefined) throw new DecodeError('msgpack', `a text that is not UTF-8, at byte ${at}`);
    return text;
  }

  /** msgpack's ExtType for an application's own type: a tuple of its number and bytes. */
  #extension(length: number): PyValue {
    const type = this.#view.getInt8(this.#skip(1));
    if (type === TIMESTAMP) return this.#timestamp(length);
    if (type < 0) throw this.#decodeError('a reserved extension type');
    const data = this.#take(length);
    return { py: 'tuple', items: [BigInt(type), { py: 'bytes', bytes: data }] };
  }

  /** msgpack's Timestamp, of 4, 8 or 12 bytes. Django has no JSON form for it. */
  #timestamp(length: number): PyValue {
    const at = this.#skip(length);
    if (length !== 4 && length !== 8 && length !== 12) throw this.#decodeError('a timestamp with an invalid length');
    const first = this.#view.getUint32(at);
    let [second, nanosecond] = [BigInt(first), 0];
    if (length === 8) [second, nanosecond] = [this.#view.getBigUint64(at) & 0x3_ffff_ffffn, first >>> 2];
    if (length === 12) [second, nanosecond] = [this.#view.getBigInt64(at + 4), first];
    if (nanosecond > MAX_NANOSECOND) throw this.#decodeError('a timestamp with too many nanoseconds');
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

  /** Skips this many bytes. Returns the offset of the first. */
  #skip(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) throw this.#decodeError('fewer bytes than expected');
    this.#at = at + length;
    return at;
  }

  #decodeError(reason: string): DecodeError {
    return new DecodeError('msgpack', `${reason}, at byte ${this.#at}`);
  }
}

/** Three consecutive marks have sizes of one, two and four bytes. */
function sizeOf(mark: number, first: number): number {
  return 1 << (mark - first);
}
