import { DecodeError } from './errors.ts';
import type { ExceptionClasses } from './exceptions/classes.ts';
import { checkExpansion, type Expansion, LARGE_EXPANSION } from './expanded-size.ts';
import type { JsonTypes } from './json/json-types.ts';
import { readJson } from './json/read.ts';
import { createTypedValue } from './json/typed-value.ts';
import { readMsgpack } from './msgpack/read.ts';
import { readPickle } from './pickle/read.ts';
import { decodeUtf8 } from './utf8.ts';
import type { PyValue } from './value.ts';
import { readYaml } from './yaml/read.ts';

/** The content type that kombu registers for each of Celery's serializers (`result_serializer`). */
export const CONTENT_TYPES = {
  json: 'application/json',
  yaml: 'application/x-yaml',
  pickle: 'application/x-python-serialize',
  msgpack: 'application/x-msgpack',
} as const;

/** Name of a serializer, as in Celery's `result_serializer`. */
export type Serializer = keyof typeof CONTENT_TYPES;

/**
 * Decodes stored content like kombu's decoder of one serializer. The content is the text of the column, or its bytes
 * after base64 decoding.
 *
 * @throws {@link DecodeError}
 */
export type ReadContent = (content: string | Uint8Array) => PyValue;

interface ContentOptions {
  readonly classes: ExceptionClasses;
  readonly jsonTypes: JsonTypes;
  readonly expansion?: Expansion | undefined;
}

/** Creates the decoder of one serializer. It never imports or runs anything that the content names. */
export function createContentReader(
  serializer: Serializer,
  { classes, jsonTypes, expansion = LARGE_EXPANSION }: ContentOptions,
): ReadContent {
  switch (serializer) {
    case 'json': {
      const hook = createTypedValue(jsonTypes);
      return (content) => readJson(typeof content === 'string' ? content : toText(content), hook);
    }
    case 'yaml':
      return (content) => checkExpansion(readYaml(content), { bytes: content.length, encoding: serializer }, expansion);
    case 'pickle':
      return (content) => readPickle(toBytes(content, serializer), classes, expansion);
    case 'msgpack':
      return (content) => readMsgpack(toBytes(content, serializer));
  }
}

/** Python's decoders of pickle and MessagePack take bytes, and raise for a str. */
function toBytes(content: string | Uint8Array, serializer: Serializer): Uint8Array {
  if (typeof content === 'string') throw new DecodeError(serializer, 'it is stored as text, not in base64');
  return content;
}

function toText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new DecodeError('utf-8', 'the bytes are not UTF-8');
  return text;
}
