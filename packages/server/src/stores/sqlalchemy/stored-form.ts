import type { Codec } from '../../codecs/codec.ts';
import { DecodeError } from '../../codecs/errors.ts';
import type { LargeText } from '../decode/large-text.ts';
import type { StoredForm, StoredValue } from '../decode/stored-form.ts';
import { bytesOfText, childIdsOf, numberOrNull, textOrNull, toExtra } from '../decode/to-extras.ts';
import type { StoredExtra, TaskExtras } from '../record.ts';
import { RESULT_BYTES } from '../sql/row-source.ts';
import { type DetailColumns, toDetails } from './details.ts';

/**
 * A value of a binary column: its bytes. A value that was read in chunks is text if all of it is ASCII. In a SQLite
 * file, any value may be text.
 */
type Stored = Uint8Array | string | LargeText | null;

/** The columns of `celery_taskmeta` that an answer needs. Celery declares none of them as NOT NULL. */
export interface TaskRow extends DetailColumns {
  readonly task_id: string;
  readonly status: string | null;
  readonly result: Stored;
  readonly traceback: string | null;
  /** Stored since Celery 5.7. */
  readonly children?: Stored;
  /** Set if the read included it. */
  readonly version?: string;
  /** The columns of a read of everything, if the table has them. */
  readonly [RESULT_BYTES]?: unknown;
  readonly args?: unknown;
  readonly kwargs?: unknown;
  readonly retries?: unknown;
  readonly queue?: unknown;
}

/** The columns of `celery_tasksetmeta` that an answer needs. */
export interface GroupRow {
  readonly taskset_id: string;
  readonly result: Stored;
}

/** How Celery's SQLAlchemy backend stores tasks and groups. */
export const storedForm: StoredForm<TaskRow, GroupRow> = {
  module: import.meta.url,
  state: ({ status }) => status ?? '',
  fieldsColumn: 'children',
  fields: ({ status, traceback, children = null }, codec) => ({
    state: status,
    traceback,
    children: children === null ? null : codec.read(bytesOf(children)),
  }),
  result: ({ result }, codec) => toValue(result, codec, codec.unpickle),
  details: toDetails,
  extras: (row, codec) => (RESULT_BYTES in row ? toExtras(row, codec) : undefined),
  version: ({ version }) => version,
  taskSize: ({ result, traceback, children, args, kwargs }) =>
    (result?.length ?? 0) +
    (traceback?.length ?? 0) +
    (children?.length ?? 0) +
    (bytesOfText(args) ?? 0) +
    (bytesOfText(kwargs) ?? 0),
  resultText: ({ result }) => (result instanceof Uint8Array ? asciiOf(result) : result),
  isPlainText: () => true,
  withResult: (row, result) => ({ ...row, result }),
  group: ({ result }, codec) => toValue(result, codec, codec.unpickleGroup),
  groupSize: ({ result }) => result?.length ?? 0,
};

/** Returns everything else that a row has. Celery encodes the arguments with the serializer. */
function toExtras(row: TaskRow, codec: Codec): TaskExtras {
  const { args, kwargs, retries, queue, children, traceback } = row;
  const decode = (stored: unknown): StoredExtra =>
    stored === undefined ? undefined : toExtra(codec, () => (isStored(stored) ? codec.read(bytesOf(stored)) : null));
  return {
    periodic: undefined,
    args: decode(args),
    kwargs: decode(kwargs),
    retries: retries === undefined ? undefined : numberOrNull(retries),
    queue: textOrNull(queue),
    children: children === undefined ? undefined : childrenOf(children, codec),
    meta: undefined,
    contentType: undefined,
    contentEncoding: undefined,
    sizes: {
      result: numberOrNull(row[RESULT_BYTES]),
      traceback: bytesOfText(traceback),
      args: bytesOfText(args),
      kwargs: bytesOfText(kwargs),
      meta: null,
    },
  };
}

function isStored(value: unknown): value is Uint8Array | string {
  return value instanceof Uint8Array || typeof value === 'string';
}

/** Null if the children cannot be decoded. */
function childrenOf(children: Stored, codec: Codec): readonly string[] | null {
  try {
    return children === null ? null : childIdsOf(codec.read(bytesOf(children)));
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** The first byte of every pickle that Celery writes: the operation PROTO. */
const PICKLE = 0x80;

/**
 * Celery 5.7 stores the bytes of the serializer. Earlier releases store a pickle for every serializer. The first byte
 * shows which: only pickles begin with it, except MessagePack's empty map of a single byte.
 */
function toValue(stored: Stored, codec: Codec, unpickle: Codec['unpickle']): StoredValue {
  if (stored === null) return { value: null };
  const bytes = bytesOf(stored);
  if (bytes.length === MAX_BLOB_BYTES) checkIsWhole(bytes, codec);
  return bytes[0] === PICKLE && bytes.length > 1 ? { value: unpickle(bytes) } : { content: bytes };
}

/**
 * Largest number of bytes of MySQL's BLOB, the type of these columns. Without strict mode, MySQL cuts longer values.
 */
const MAX_BLOB_BYTES = 65_535;

/** @throws DecodeError if MySQL has cut the value */
function checkIsWhole(bytes: Uint8Array, codec: Codec): void {
  try {
    if (bytes[0] === PICKLE) codec.unpickleGroup(bytes);
    else codec.read(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new DecodeError(
      error.encoding,
      "it was cut at 65,535 bytes, which is all that MySQL's BLOB holds: change the column to LONGBLOB",
    );
  }
}

function bytesOf(stored: Exclude<Stored, null>): Uint8Array {
  return stored instanceof Uint8Array ? stored : Buffer.from(String(stored), 'utf8');
}

/** Returns ASCII bytes as text. Null for other bytes. */
function asciiOf(bytes: Uint8Array): string | null {
  if (bytes[0] === PICKLE) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return BEYOND_ASCII.test(text) ? null : text;
}

const BEYOND_ASCII = /[\u0080-\u00ff]/;
