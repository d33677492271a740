import type { ExceptionClasses } from './exceptions/classes.ts';
import { DecodeFault } from './fault.ts';
import { typedValue } from './json/markers.ts';
import { readJson } from './json/read.ts';
import { readMsgpack } from './msgpack/read.ts';
import { readPickle } from './pickle/read.ts';
import type { PyValue } from './value.ts';
import { readYaml } from './yaml/read.ts';

/** Celery's names of its serializers (`result_serializer`), with the content type that each registers. */
export const CONTENT_TYPES = {
  json: 'application/json',
  yaml: 'application/x-yaml',
  pickle: 'application/x-python-serialize',
  msgpack: 'application/x-msgpack',
} as const;

export type Serializer = keyof typeof CONTENT_TYPES;

/**
 * Reads stored content as kombu's decoder of one serializer does: text as it is in the column, bytes where base64 was undone.
 *
 * @throws {@link DecodeFault}
 */
export type ReadContent = (content: string | Uint8Array) => PyValue;

/** The reader of a serializer. Nothing that is read is ever imported or run. */
export function contentReader(serializer: Serializer, classes: ExceptionClasses): ReadContent {
  switch (serializer) {
    case 'json':
      return (content) => readJson(typeof content === 'string' ? content : utf8(content), typedValue);
    case 'yaml':
      return readYaml;
    case 'pickle':
      return (content) => readPickle(bytesOf(content, serializer), classes);
    case 'msgpack':
      return (content) => readMsgpack(bytesOf(content, serializer));
  }
}

/** Python's readers of these take bytes, and raise for a str. */
function bytesOf(content: string | Uint8Array, serializer: Serializer): Uint8Array {
  if (typeof content === 'string') throw new DecodeFault(serializer, 'it is stored as text, not in base64');
  return content;
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DecodeFault('utf-8', 'the bytes are no UTF-8');
  }
}
