import { NEWEST_PYTHON, type PythonVersion } from '../lib/unicode.ts';
import { DecodeError } from './errors.ts';
import type { ExceptionClasses } from './exceptions/classes.ts';
import { type RebuiltException, rebuildException } from './exceptions/rebuild.ts';
import type { Expansion } from './expanded-size.ts';
import { createCachedRead } from './fast-paths/cached-read.ts';
import {
  type CanonicalScan,
  createCanonicalScan,
  isCanonicalJson,
  type ScannedText,
} from './fast-paths/canonical-json.ts';
import { readUuidGroupIds } from './fast-paths/uuid-group.ts';
import type { JsonTypes } from './json/json-types.ts';
import { writeJson } from './json/write.ts';
import { readPickle } from './pickle/read.ts';
import { readGroupPickle } from './pickle/read-group.ts';
import { createContentReader, type Serializer } from './serializers.ts';
import { asProcess, type DatabaseName, type DjangoProcess } from './served-django.ts';
import { decodeUtf8 } from './utf8.ts';
import type { PyValue } from './value.ts';

/** A stored value before decoding: text, bytes, or null if nothing is stored. */
export type Content = string | Uint8Array | null;

/**
 * Decodes the values of one serializer. Like Django, it ignores the stored content type of a value (vectors
 * text-content-type-*).
 */
export interface Codec {
  /** Decodes a stored value. The result of null and '' is null. @throws DecodeError */
  read(content: Content): PyValue;
  /**
   * Fast path of {@link Codec.read} for texts that nearly all rows share, such as `{"children": []}`. It caches the
   * last text.
   *
   * @param toContent returns the content that the text stores
   * @throws DecodeError
   */
  readCached(text: string | null, toContent: (text: string) => Content): PyValue;
  /**
   * Converts a stored value to Django's JSON text. A text in this form is copied.
   *
   * @throws DecodeError | NotSerializableError
   */
  toJson(content: Content): string;
  /** Creates a scan whose result is whether {@link Codec.toJson} would copy the text. Undefined if it never copies. */
  scan(text: ScannedText): CanonicalScan | undefined;
  /** Reads a pickle, with any serializer: Celery before 5.7 stores pickles in its SQL tables. @throws DecodeError */
  unpickle(content: Uint8Array): PyValue;
  /** Reads the result tuple of a pickled `GroupResult`: see {@link readGroupPickle}. @throws DecodeError */
  unpickleGroup(content: Uint8Array): PyValue;
  /** Fast path: the ids of a stored group, if they can be read without decoding. See {@link readUuidGroupIds}. */
  groupIds(content: Content): readonly string[] | undefined;
  /** Converts a value to Django's JSON text. @throws NotSerializableError */
  write(value: PyValue): string;
  /** Rebuilds a stored exception. Null if the stored value is false. @throws DecodeError */
  exception(stored: PyValue): RebuiltException | null;
}

/** The settings of the Django process whose answers the server returns. */
export interface CodecOptions {
  /** Celery's `result_serializer`. Default: `json`. */
  readonly serializer?: Serializer;
  /** Celery's `accept_content`, as names of serializers. Default: only the serializer. */
  readonly acceptContent?: readonly Serializer[];
  /** Exception classes of your own project that the Django process has loaded. Default: none. */
  readonly exceptionClasses?: ExceptionClasses;
  /** Types that the Django process has registered with kombu. Default: none. */
  readonly jsonTypes?: JsonTypes;
  /** The Python release of the process. Default: the newest. */
  readonly python?: PythonVersion;
  /** The database of the project. Default: `sqlite`, as in a new project. */
  readonly database?: DatabaseName | undefined;
  /** Limits for the decoded size of a stored value. Default: the limits of a worker thread. */
  readonly expansion?: Expansion;
}

export function createCodec(options: CodecOptions = {}): Codec {
  const { serializer = 'json', acceptContent = [serializer], exceptionClasses: classes = {}, jsonTypes = {} } = options;
  const isAccepted = acceptContent.includes(serializer);
  const served: DjangoProcess = { python: options.python ?? NEWEST_PYTHON, database: options.database ?? 'sqlite' };
  const readContent = createContentReader(serializer, { classes, jsonTypes, expansion: options.expansion });
  const read = (content: Content): PyValue => {
    if (content === null || content === '') return null;
    // vector pickle-not-accepted
    if (!isAccepted) throw new DecodeError(serializer, `${serializer} is not in the accepted content`);
    // if the content is empty, Celery decodes str(content), and str(b'') is this text
    return asProcess(served, () => readContent(content.length === 0 ? "b''" : content));
  };
  const mayBeCopied = serializer === 'json' && isAccepted;
  return {
    read,
    readCached: createCachedRead((text, toContent) => read(toContent(text))),
    toJson: (content) => {
      const text = mayBeCopied ? textOf(content) : '';
      if (text !== '' && isCanonicalJson(text)) return text;
      return writeJson(read(content));
    },
    scan: (text) => (mayBeCopied ? createCanonicalScan(text) : undefined),
    unpickle: (content) => asProcess(served, () => readPickle(content, classes)),
    unpickleGroup: readGroupPickle,
    groupIds: (content) => (mayBeCopied ? readUuidGroupIds(textOf(content)) : undefined),
    write: writeJson,
    exception: (stored) =>
      asProcess(served, () => rebuildException(stored, { classes, unwraps: serializer === 'pickle' })),
  };
}

/** Returns the text of stored content. '' if nothing is stored, or if the bytes are not text. */
function textOf(content: Content): string {
  return typeof content === 'string' ? content : ((content && decodeUtf8(content)) ?? '');
}
