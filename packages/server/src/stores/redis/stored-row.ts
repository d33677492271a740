import { isAscii } from 'node:buffer';
import { DecodeError } from '../../codecs/errors.ts';
import type { Serializer } from '../../codecs/serializers.ts';
import { decodeUtf8 } from '../../codecs/utf8.ts';
import type { DecodeReason } from '../../problems/errors.ts';
import type { LargeText } from '../decode/large-text.ts';
import type { Include } from '../store.ts';
import { cutResult, NO_RESULT, startOfResult } from './cut-result.ts';
import { isCompressed, unpack } from './unpack.ts';

/** The stored value of a key, as input of the decoder. */
export interface StoredRow {
  readonly id: string;
  /** Bytes, or JSON text. With {@link StoredRow.cut}, the text has `null` in place of the result. */
  readonly value: Uint8Array | string;
  /** A result in JSON that was cut out of the text. */
  readonly cut?: CutResult;
  /** The reason why the value cannot be decoded, if it is known already. */
  readonly reason?: Pick<DecodeReason, 'encoding' | 'message'>;
  /** Number of stored bytes. Absent if the value is compressed. */
  readonly bytes?: number;
  /** Number of stored bytes, if `value` is only the start of the stored value. */
  readonly leftOut?: number;
  readonly include?: Include;
}

/** A result that was cut out of the text around it. */
export interface CutResult {
  /** Offset of the result in the text. */
  readonly at: number;
  /** Null: the result is left out. */
  readonly text: string | LargeText | null;
}

/** Largest size of a value that is decompressed at once. A larger value is decompressed in the worker thread. */
const MAX_INLINE_BYTES = 256 * 1024;

/** Creates the row of a complete value. */
export function toRow(id: string, value: Uint8Array, serializer: Serializer): StoredRow {
  if (isCompressed(value)) return unpackedRow(id, value, serializer);
  return { ...(serializer === 'json' ? jsonRow(id, value) : { id, value }), bytes: value.length };
}

/** Creates the row of the first bytes of a value: Celery's JSON before the result, or the unchanged bytes. */
export function partialRow(id: string, start: Uint8Array, serializer: Serializer): StoredRow {
  const text = serializer === 'json' ? Buffer.from(start.subarray(0, START_BYTES)).toString('latin1') : '';
  const at = startOfResult(text);
  return { id, value: at < 0 ? start : `${text.slice(0, at)}${NO_RESULT}}`, leftOut: start.length };
}

/** Celery's JSON has the state within this number of bytes. */
const START_BYTES = 256;

function unpackedRow(id: string, value: Uint8Array, serializer: Serializer): StoredRow {
  try {
    const unpacked = unpack(value, MAX_INLINE_BYTES);
    if (unpacked === undefined) return { id, value };
    // Celery decompresses a value only once
    if (isCompressed(unpacked))
      return { id, value, reason: { encoding: serializer, message: 'it is compressed twice' } };
    const { bytes: _bytes, ...row } = toRow(id, unpacked, serializer);
    return row;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { id, value, reason: { encoding: error.encoding, message: error.message } };
  }
}

function jsonRow(id: string, value: Uint8Array): StoredRow {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const text = isAscii(bytes) ? bytes.toString('latin1') : decodeUtf8(bytes);
  // the codec reports the error of the bytes
  return text === undefined ? { id, value } : textRow(id, text);
}

/** Creates the row of a value that is text. */
export function textRow(id: string, text: string): StoredRow {
  const cut = cutResult(text);
  return cut === undefined ? { id, value: text } : { id, value: cut.rest, cut: { at: cut.at, text: cut.text } };
}
