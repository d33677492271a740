import { decodeBase64 } from './base64.ts';
import type { ExceptionClasses } from './exceptions/classes.ts';
import { type RebuiltException, rebuildException } from './exceptions/rebuild.ts';
import { DecodeFault } from './fault.ts';
import { isWireForm, type ScannedText, type WireFormScan, wireFormScan } from './json/pass-through.ts';
import { idsOfUuidGroup } from './json/uuid-group.ts';
import { writeJson } from './json/write.ts';
import { contentReader, type Serializer } from './serializers.ts';
import type { PyValue } from './value.ts';

/** Reads what one serializer stored. The row's own content type is never looked at, as Django never does (vector text-content-type-*). */
export interface Codec {
  /** Stored text to a value; null and '' are null. @throws DecodeFault */
  read(text: string | null, contentEncoding: string): PyValue;
  /** {@link Codec.read} for texts of which nearly all rows have the same one, such as `{"children": []}`. @throws DecodeFault */
  readUsual(text: string | null, contentEncoding: string): PyValue;
  /** Stored text to Django's JSON text, copied where it already is that. @throws DecodeFault | NotSerializable */
  toJson(text: string | null, contentEncoding: string): string;
  /** A scan that says whether {@link Codec.toJson} would copy the text; undefined where it never does. */
  scan(text: ScannedText, contentEncoding: string): WireFormScan | undefined;
  /** Ids of a stored group's tasks, where they can be told without reading it: see {@link idsOfUuidGroup}. */
  groupIds(text: string | null, contentEncoding: string): readonly string[] | undefined;
  /** A value to Django's JSON text. @throws NotSerializable */
  write(value: PyValue): string;
  /** A stored exception; null where the stored value is false. @throws DecodeFault */
  exception(stored: PyValue): RebuiltException | null;
}

/** What the reading Django process is configured with. */
export interface CodecOptions {
  /** Celery's `result_serializer`. Default: `json`. */
  readonly serializer?: Serializer;
  /** Celery's `accept_content`, as names of serializers. Default: the serializer alone. */
  readonly acceptContent?: readonly Serializer[];
  /** Exception classes of your own project that Django would know. Default: none. */
  readonly exceptionClasses?: ExceptionClasses;
}

export function createCodec(options: CodecOptions = {}): Codec {
  const { serializer = 'json', acceptContent = [serializer], exceptionClasses: classes = {} } = options;
  const isAccepted = acceptContent.includes(serializer);
  const readContent = contentReader(serializer, classes);
  const read = (text: string | null, contentEncoding: string): PyValue => {
    if (text === null || text === '') return null;
    const content = contentEncoding === 'binary' ? decodeBase64(text) : text;
    // vector pickle-not-accepted
    if (!isAccepted) throw new DecodeFault(serializer, `${serializer} is not among the accepted content`);
    // Celery decodes str(content) where that is empty, and str(b'') is this
    return readContent(content.length === 0 ? "b''" : content);
  };
  const mayBeCopied = (contentEncoding: string): boolean =>
    serializer === 'json' && isAccepted && contentEncoding !== 'binary';
  return {
    read,
    readUsual: rememberLast(read),
    toJson: (text, contentEncoding) => {
      if (text !== null && text !== '' && mayBeCopied(contentEncoding) && isWireForm(text)) return text;
      return writeJson(read(text, contentEncoding));
    },
    scan: (text, contentEncoding) => (mayBeCopied(contentEncoding) ? wireFormScan(text) : undefined),
    groupIds: (text, contentEncoding) =>
      text !== null && mayBeCopied(contentEncoding) ? idsOfUuidGroup(text) : undefined,
    write: writeJson,
    exception: (stored) => rebuildException(stored, classes),
  };
}

/** Characters of a text that is worth keeping. */
const SHORT = 256;

function rememberLast(read: Codec['read']): Codec['read'] {
  let last: { readonly text: string; readonly contentEncoding: string; readonly value: PyValue } | undefined;
  return (text, contentEncoding) => {
    if (text === null || text.length > SHORT) return read(text, contentEncoding);
    if (last?.text === text && last.contentEncoding === contentEncoding) return last.value;
    const value = read(text, contentEncoding);
    last = { text, contentEncoding, value };
    return value;
  };
}
