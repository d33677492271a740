import { decodeBase64 } from '../../codecs/base64.ts';
import type { Codec, Content } from '../../codecs/codec.ts';
import { DecodeError } from '../../codecs/errors.ts';
import { pairsOf } from '../../codecs/python/iterate.ts';
import { isDict, isTruthy, type PyDict, type PyValue } from '../../codecs/value.ts';
import type { LargeText } from '../decode/large-text.ts';
import type { StoredForm, TaskFields } from '../decode/stored-form.ts';
import { bytesOfText, childIdsOf, numberOrNull, ownKeysOf, textOrNull, toExtra } from '../decode/to-extras.ts';
import type { StoredExtra, TaskExtras } from '../record.ts';
import { RESULT_BYTES } from '../sql/row-source.ts';
import { type DetailColumns, toDetails } from './details.ts';

/** The value of a text column. SQLite may store bytes there, and Django reads them unchanged: vectors sqlite-blob*. */
type StoredText = string | Uint8Array | null;

/** The columns of `django_celery_results_taskresult` that an answer needs. */
export interface TaskRow extends DetailColumns {
  readonly task_id: string;
  readonly status: string | Uint8Array;
  readonly result: StoredText | LargeText;
  readonly meta: StoredText;
  readonly traceback: StoredText;
  readonly content_encoding: string;
  /** Set if the read included it. */
  readonly version?: string;
  /** The columns of a read of everything, if the table has them. */
  readonly [RESULT_BYTES]?: unknown;
  readonly periodic_task_name?: unknown;
  readonly task_args?: unknown;
  readonly task_kwargs?: unknown;
  readonly content_type?: unknown;
}

/** The columns of `django_celery_results_groupresult` that an answer needs. */
export interface GroupRow {
  readonly group_id: string;
  readonly result: StoredText;
  readonly content_encoding: string;
}

/** How django-celery-results stores tasks and groups. */
export const storedForm: StoredForm<TaskRow, GroupRow> = {
  module: import.meta.url,
  state: ({ status }) => (typeof status === 'string' ? status : Buffer.from(status).toString()),
  fields: (row, codec) => overlay(row, readMeta(row, codec)),
  result: ({ result, content_encoding: encoding }) => ({
    content: toContent(result instanceof Uint8Array ? result : result && String(result), encoding),
  }),
  details: toDetails,
  extras: (row, codec) => (RESULT_BYTES in row ? toExtras(row, codec) : undefined),
  version: ({ version }) => version,
  taskSize: ({ result, meta, traceback, task_args: args, task_kwargs: kwargs }) =>
    (result?.length ?? 0) +
    (meta?.length ?? 0) +
    (traceback?.length ?? 0) +
    (bytesOfText(args) ?? 0) +
    (bytesOfText(kwargs) ?? 0),
  resultText: ({ result }) => (result instanceof Uint8Array ? null : result),
  isPlainText: ({ content_encoding: encoding }) => encoding !== BINARY,
  withResult: (row, result) => ({ ...row, result }),
  group: ({ result, content_encoding: encoding }) => ({ content: toContent(result, encoding) }),
  groupSize: ({ result }) => result?.length ?? 0,
};

const BINARY = 'binary';

/** Binary content is stored as base64: vector text-encoding-binary. */
function toContent(text: StoredText, encoding: string): Content {
  // bytes of no length are nothing, as an empty text is: vector sqlite-blob-empty
  if (text === null || text.length === 0) return null;
  if (encoding !== BINARY) return text;
  return decodeBase64(typeof text === 'string' ? text : Buffer.from(text).toString('latin1'));
}

function readMeta({ meta, content_encoding: encoding }: TaskRow, codec: Codec): PyValue {
  if (meta instanceof Uint8Array) return codec.read(toContent(meta, encoding));
  return codec.readCached(meta, encoding === BINARY ? binaryContent : textContent);
}

const textContent = (text: string): Content => text;
const binaryContent = (text: string): Content => toContent(text, BINARY);

/** Everything else that a row has. Arguments are encoded like the result. */
function toExtras(row: TaskRow, codec: Codec): TaskExtras {
  const { task_args: args, task_kwargs: kwargs, content_encoding: encoding, meta, traceback } = row;
  const decode = (stored: unknown): StoredExtra =>
    stored === undefined
      ? undefined
      : toExtra(codec, () => codec.read(toContent(textOrNull(stored) ?? null, encoding)));
  const readEntries = (): PyValue => readMeta(row, codec);
  return {
    periodic: textOrNull(row.periodic_task_name),
    args: decode(args),
    kwargs: decode(kwargs),
    retries: undefined,
    queue: undefined,
    children: childrenOf(readEntries),
    meta: toExtra(codec, () => ownKeysOf(readEntries(), CELERY_META)),
    contentType: textOrNull(row.content_type),
    contentEncoding: textOrNull(encoding),
    sizes: {
      result: numberOrNull(row[RESULT_BYTES]),
      traceback: bytesOfText(traceback),
      args: bytesOfText(args),
      kwargs: bytesOfText(kwargs),
      meta: bytesOfText(meta),
    },
  };
}

/** The keys that django-celery-results writes into the column `meta`. */
const CELERY_META: ReadonlySet<string> = new Set(['children']);

/** Null if the meta cannot be decoded. */
function childrenOf(readEntries: () => PyValue): readonly string[] | null {
  try {
    const entries = readEntries();
    return isDict(entries) ? childIdsOf(entries.get('children') ?? null) : null;
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

const NO_ENTRIES: PyDict = new Map();

/** The keys of `meta` override the row's own, but not its result: vectors text-meta-*. */
function overlay(row: TaskRow, meta: PyValue): TaskFields {
  const entries = isDict(meta) ? meta : isTruthy(meta) ? new Map(pairsOf(meta) ?? notAnObject()) : NO_ENTRIES;
  const field = (key: string, stored: PyValue): PyValue => (entries.has(key) ? (entries.get(key) ?? null) : stored);
  return {
    state: field('status', asValue(row.status)),
    traceback: field('traceback', asValue(row.traceback)),
    children: field('children', null),
  };
}

function asValue(stored: StoredText): PyValue {
  return stored instanceof Uint8Array ? { py: 'bytes', bytes: stored } : stored;
}

function notAnObject(): never {
  throw new DecodeError('meta', 'meta is neither an object nor a list of pairs');
}
