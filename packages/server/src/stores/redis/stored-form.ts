import type { Codec, Content } from '../../codecs/codec.ts';
import { DecodeError, NotSerializableError } from '../../codecs/errors.ts';
import { isDict, isTagged, isTruthy, type PyDict, type PyValue } from '../../codecs/value.ts';
import { toUtc } from '../../lib/to-utc.ts';
import type { StoredForm, StoredValue } from '../decode/stored-form.ts';
import { childIdsOf, ownKeysOf, textOrNull, toExtra } from '../decode/to-extras.ts';
import type { TaskDetails, TaskExtras } from '../record.ts';
import { joinResult } from './cut-result.ts';
import { readPlainMeta } from './plain-meta.ts';
import type { StoredRow } from './stored-row.ts';
import { isCompressed, unpack } from './unpack.ts';
import { versionOf } from './version.ts';

/**
 * How Celery stores tasks and groups under keys. A serializer writes the whole task, or `{"result": tuple}` for a
 * group.
 */
export const storedForm: StoredForm<StoredRow, StoredRow> = {
  module: import.meta.url,
  state: ({ value }) => (typeof value === 'string' ? STATE.exec(value)?.[1] : undefined) ?? '',
  fields: (row, codec) => {
    const { meta } = decode(row, codec);
    if (!meta.has('status')) throw new DecodeError('meta', 'the stored task has no status');
    return {
      state: meta.get('status') ?? null,
      traceback: meta.get('traceback') ?? null,
      children: meta.get('children') ?? null,
    };
  },
  result: (row, codec) => {
    const { meta, result } = decode(row, codec);
    if (result) return result;
    // Django's done view can answer without a result
    if (!meta.has('result')) throw new NotSerializableError('the stored task has no result');
    return { value: meta.get('result') ?? null };
  },
  details: (row) => {
    const meta = last?.row === row ? last.decoded.meta : undefined;
    // this is the last step for a record, and a large row must not stay in memory
    last = undefined;
    return row.include === 'details' || row.include === 'full' ? detailsOf(meta) : NO_DETAILS;
  },
  extras: (row, codec) => (row.include === 'full' ? toExtras(row, codec) : undefined),
  version: (row) => (row.include === 'version' ? versionOf(row) : undefined),
  taskSize: sizeOf,
  resultText: ({ cut }) => cut?.text ?? null,
  isPlainText: ({ cut }) => cut !== undefined,
  withResult: (row, text) => (row.cut === undefined ? row : { ...row, cut: { at: row.cut.at, text } }),
  group: groupOf,
  groupSize: sizeOf,
};

const STATE = /^\{"status": "([^"\\]*)"/;

/** Largest decompressed value, in bytes. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

/** Size in bytes or characters. A value whose decompressed size is small has been decompressed already. */
function sizeOf({ value, cut, reason }: StoredRow): number {
  if (reason !== undefined) return 0;
  if (typeof value !== 'string') return isCompressed(value) ? MAX_UNPACKED_BYTES : value.length;
  return value.length + (cut?.text?.length ?? 0);
}

interface Decoded {
  readonly meta: PyDict;
  /** The result that was cut out of the text. */
  readonly result?: StoredValue;
}

/**
 * The row that was decoded last: its fields are read one after the other. A WeakMap of rows would cost more than
 * decoding them.
 */
let last: { readonly row: StoredRow; readonly decoded: Decoded } | undefined;

function decode(row: StoredRow, codec: Codec): Decoded {
  if (last?.row === row) return last.decoded;
  const decoded = decodeCut(row, codec) ?? { meta: readMeta(contentOf(row), codec) };
  last = { row, decoded };
  return decoded;
}

/** Decodes a task without its result. Undefined if no result was cut, or if it was cut at the wrong place. */
function decodeCut({ value, cut }: StoredRow, codec: Codec): Decoded | undefined {
  if (cut === undefined || typeof value !== 'string') return undefined;
  const result = cut.text === null ? undefined : readCut(String(cut.text), codec);
  if (cut.text !== null && result === undefined) return undefined;
  const meta = readPlainMeta(value) ?? readMeta(value, codec);
  // if the task has a second key `result`, that key overrides the result that was cut
  if (meta.get('result') === null) return result === undefined ? { meta } : { meta, result };
  if (cut.text === null) throw new DecodeError('json', 'a large result with a second one behind it');
  return undefined;
}

/** Decodes a result that was cut out of JSON. Undefined for a text that is not JSON. */
function readCut(text: string, codec: Codec): StoredValue | undefined {
  if (codec.scan(text)?.advance(Number.POSITIVE_INFINITY) === true) return { json: text };
  try {
    return { value: codec.read(text) };
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** Returns the complete stored value, decompressed. */
function contentOf({ value, cut, reason }: StoredRow): Content {
  if (reason) throw new DecodeError(reason.encoding, reason.message);
  if (typeof value === 'string') return cut === undefined ? value : joinResult(value, cut.at, String(cut.text));
  const content = unpack(value, MAX_UNPACKED_BYTES);
  if (content === undefined)
    throw new DecodeError('size', `it has more than ${MAX_UNPACKED_BYTES} bytes without its compression`);
  return content;
}

function readMeta(content: Content, codec: Codec): PyDict {
  const meta = codec.read(content);
  if (isDict(meta)) return meta;
  if (isTagged(meta) && meta.py === 'mapping') return meta.entries;
  throw new DecodeError('meta', 'the stored value is not an object');
}

const GROUP_START = '{"result": ';

/** Returns a stored group: vectors group-* of redis/. */
function groupOf(row: StoredRow, codec: Codec): StoredValue {
  const { value, cut } = row;
  // fast path: the ids of most groups can be read without decoding them
  if (typeof value === 'string' && cut === undefined && value.startsWith(GROUP_START)) {
    const tuple = value.slice(GROUP_START.length, -1);
    if (value.endsWith('}') && codec.groupIds(tuple) !== undefined) return { content: tuple };
  }
  const tuple: PyValue = readMeta(contentOf(row), codec).get('result') ?? null;
  // for Celery, only a missing key means that there is no group
  if (!isTruthy(tuple)) throw new DecodeError('result tuple', 'not a group as Celery stores it');
  return { value: tuple };
}

const NO_DETAILS: TaskDetails = {};

/** Returns the details of a task. Name and worker are stored with Celery's `result_extended`. */
function detailsOf(meta: PyDict | undefined): TaskDetails {
  const details: { -readonly [Key in keyof TaskDetails]: TaskDetails[Key] } = {};
  const name = meta?.get('name');
  const worker = meta?.get('worker');
  const dateDone = toUtc(meta?.get('date_done'));
  if (typeof name === 'string' && name !== '') details.name = name;
  if (typeof worker === 'string' && worker !== '') details.worker = worker;
  if (dateDone !== undefined) details.dateDone = dateDone;
  return details;
}

/** The keys that Celery stores. */
const CELERY_KEYS: ReadonlySet<string> = new Set([
  'status',
  'result',
  'traceback',
  'children',
  'date_done',
  'task_id',
  'group_id',
  'parent_id',
  'name',
  'args',
  'kwargs',
  'worker',
  'retries',
  'queue',
  'stamps',
  'stamped_headers',
  'properties',
  'periodic_task_name',
]);

/** Returns everything else that is stored under the key. Nothing if the value cannot be decoded. */
function toExtras(row: StoredRow, codec: Codec): TaskExtras {
  const meta = metaOf(row, codec);
  const field = (key: string): PyValue => meta?.get(key) ?? null;
  const number = field('retries');
  return {
    periodic: undefined,
    args: toExtra(codec, () => field('args')),
    kwargs: toExtra(codec, () => field('kwargs')),
    retries: typeof number === 'bigint' || typeof number === 'number' ? Number(number) : null,
    queue: textOrNull(field('queue')),
    children: childIdsOf(field('children')),
    meta: toExtra(codec, () => ownKeysOf(meta ?? null, CELERY_KEYS)),
    contentType: undefined,
    contentEncoding: undefined,
    sizes: { result: row.leftOut ?? row.bytes ?? null, traceback: null, args: null, kwargs: null, meta: null },
  };
}

function metaOf(row: StoredRow, codec: Codec): PyDict | undefined {
  try {
    return decode(row, codec).meta;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
