import { decodeBase64 } from './base64.ts';
import type { ExceptionClasses } from './exceptions/classes.ts';
import { type RebuiltException, rebuildException } from './exceptions/rebuild.ts';
import { DecodeFault } from './fault.ts';
import { typedValue } from './json/markers.ts';
import { isWireForm } from './json/pass-through.ts';
import { readJson } from './json/read.ts';
import { writeJson } from './json/write.ts';
import type { PyValue } from './value.ts';

/** Reads what one serializer stored. The row's own content type is never looked at, as Django never does (vector text-content-type-*). */
export interface Codec {
  /** Stored text to a value; null and '' are null. @throws DecodeFault */
  read(text: string | null, contentEncoding: string): PyValue;
  /** Stored text to Django's JSON text, copied where it already is that. @throws DecodeFault | NotSerializable */
  toJson(text: string | null, contentEncoding: string): string;
  /** A value to Django's JSON text. @throws NotSerializable */
  write(value: PyValue): string;
  /** A stored exception; null where the stored value is false. @throws DecodeFault */
  exception(stored: PyValue): RebuiltException | null;
}

/** The codec of Celery's `json` serializer. */
export function createCodec(options: { readonly exceptionClasses?: ExceptionClasses } = {}): Codec {
  const classes = options.exceptionClasses ?? {};
  const read = (text: string | null, contentEncoding: string): PyValue => {
    if (text === null || text === '') return null;
    return readJson(contentEncoding === 'binary' ? utf8(decodeBase64(text)) : text, typedValue);
  };
  return {
    read,
    toJson: (text, contentEncoding) => {
      if (text !== null && text !== '' && contentEncoding !== 'binary' && isWireForm(text)) return text;
      return writeJson(read(text, contentEncoding));
    },
    write: writeJson,
    exception: (stored) => rebuildException(stored, classes),
  };
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DecodeFault('utf-8', 'the bytes are no UTF-8');
  }
}
