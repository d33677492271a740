import { setImmediate } from 'node:timers/promises';
import { type Codec, createCodec } from '../../codecs/codec.ts';
import { DecodeError } from '../../codecs/errors.ts';
import type { ExceptionClasses } from '../../codecs/exceptions/classes.ts';
import { INLINE_EXPANSION, TOO_LARGE_INLINE } from '../../codecs/expanded-size.ts';
import type { DatabaseName } from '../../codecs/served-django.ts';
import { forEachYielding } from '../../lib/for-each-yielding.ts';
import { NEWEST_PYTHON } from '../../lib/unicode.ts';
import type { GroupRecord, TaskRecord } from '../record.ts';
import type { ReadLimits } from '../store.ts';
import type { DecodeOptions } from '../store-kind.ts';
import { decodeInWorker, type RowDecoder } from './decode-in-worker.ts';
import { createLargeReads, type FullRowLoader } from './large-reads.ts';
import { LargeText } from './large-text.ts';
import { loadExceptionClasses } from './load-exception-classes.ts';
import { checkJsonTypes, loadJsonTypes } from './load-json-types.ts';
import { STORED_ID, type StoredForm, type StoredRow } from './stored-form.ts';
import { toGroupRecord } from './to-group-record.ts';
import { isExceptionState, omittedTask, toTaskRecord } from './to-task-record.ts';

/**
 * Largest size of a row that is decoded here. A larger row is decoded in a worker thread, unless its result can be
 * copied.
 */
const MAX_INLINE_CHARS = 256 * 1024;
/** Largest number of rows that are decoded in one turn of the event loop. */
const MAX_ROWS_AT_ONCE = 20;
/** Characters that are scanned before other requests run. */
const SCAN_CHARS = 256 * 1024;

/**
 * A value without a promise if it is available at once, as nearly always: a promise costs as much as decoding a small
 * row.
 */
type MaybePromise<Value> = Value | Promise<Value>;
type ById<Value> = ReadonlyMap<string, Value>;

/** Turns rows into records. For any stored value, it blocks the event loop for a few milliseconds at most. */
export interface Decoder<TaskRow extends object, GroupRow extends object> {
  /** Decodes the rows of ids, and loads incomplete ones first. */
  tasks(
    ids: readonly string[],
    rows: ById<TaskRow>,
    loader: FullRowLoader<TaskRow>,
    limits?: ReadLimits,
  ): MaybePromise<ById<TaskRecord>>;
  /** The same for groups. Empty groups are omitted. */
  groups(ids: readonly string[], rows: ById<GroupRow>): Promise<ById<GroupRecord>>;
  close(): Promise<void>;
}

/** @throws ConfigError if the file of the exception classes or of the JSON types cannot be loaded */
export async function createDecoder<TaskRow extends object, GroupRow extends object>(
  form: StoredForm<TaskRow, GroupRow>,
  options: DecodeOptions & { readonly database?: DatabaseName | undefined },
): Promise<Decoder<TaskRow, GroupRow>> {
  const { serializer = 'json', acceptContent = [serializer], exceptionClasses: classes = {} } = options;
  const { python = NEWEST_PYTHON, database, jsonTypes: types = {} } = options;
  const exceptionClasses = typeof classes === 'string' ? await loadExceptionClasses(classes, python) : classes;
  const jsonTypes = typeof types === 'string' ? await loadJsonTypes(types) : checkJsonTypes(types, 'jsonTypes');
  const served = { serializer, acceptContent, python, database, jsonTypes };
  const codec = createCodec({ ...served, exceptionClasses, expansion: INLINE_EXPANSION });
  const large =
    typeof classes === 'string' || isSendable(classes)
      ? decodeInWorker(form, { ...served, exceptionClasses: classes })
      : decodeInline(form, createCodec({ ...served, exceptionClasses }));

  /** Copies the result of a large row if it is canonical, and decodes other large rows in the worker thread. */
  async function largeTask(row: TaskRow): Promise<TaskRecord> {
    const text = form.resultText(row);
    if (text !== null && text.length > MAX_INLINE_CHARS && form.isPlainText(row)) {
      const rest = form.withResult(row, null);
      if (isSmallValue(form, codec, rest) && (await isCanonical(codec, text)))
        return toTaskRecord(rest, { form, codec, canonical: typeof text === 'string' ? text : text.chunks });
    }
    return large.task(text instanceof LargeText ? form.withResult(row, String(text)) : row);
  }

  const isComplete = (row: TaskRow, loader: FullRowLoader<TaskRow>): boolean => loader.isComplete(row) && isSmall(row);

  async function decodeFull(row: TaskRow, loader: FullRowLoader<TaskRow>): Promise<TaskRecord> {
    const record = isComplete(row, loader) ? toTaskRecord(row, { form, codec }) : undefined;
    return record === undefined || growsTooFar(record) ? largeTask(row) : record;
  }

  const largeReads = createLargeReads<TaskRow>({
    decode: decodeFull,
    omit: (row) => omittedTask(form.withResult(row, null), { form, codec }),
  });

  function isSmall(row: TaskRow): boolean {
    return form.taskSize(row) <= MAX_INLINE_CHARS && !(form.resultText(row) instanceof LargeText);
  }

  return {
    tasks: (ids, rows, loader, limits) => {
      const records = new Map<string, TaskRecord>();
      const largeRows = new Map<string, TaskRow>();
      const decode = (id: string): void => {
        const row = rows.get(id);
        if (row === undefined) return;
        const record = isComplete(row, loader) ? toTaskRecord(row, { form, codec }) : undefined;
        if (record === undefined || growsTooFar(record)) largeRows.set(id, row);
        else records.set(id, withStoredId(record, row));
      };
      const addLarge = async (): Promise<ById<TaskRecord>> => {
        await largeReads.add(records, largeRows, { loader, limits });
        // a row that was loaded again has no stored id, so it is added from the first row
        for (const [id, row] of largeRows) {
          const record = records.get(id);
          if (record) records.set(id, withStoredId(record, row));
        }
        return records;
      };
      if (ids.length > MAX_ROWS_AT_ONCE) return forEachYielding(ids, decode).then(addLarge);
      for (const id of ids) decode(id);
      return largeRows.size === 0 ? records : addLarge();
    },
    groups: async (ids, rows) => {
      const records = new Map<string, GroupRecord>();
      for (const id of ids) {
        const row = rows.get(id);
        if (row === undefined) continue;
        const isLarge = form.groupSize(row) > MAX_INLINE_CHARS;
        const inline = isLarge ? undefined : toGroupRecord(row, form, codec);
        const record = isLarge || (inline && growsTooFar(inline)) ? await large.group(row) : inline;
        if (record) records.set(id, withStoredId(record, row));
      }
      return records;
    },
    close: () => large.close(),
  };
}

/** Adds the stored id, if the row was found under a different id. */
function withStoredId<Record extends object>(record: Record, row: StoredRow): Record & { readonly storedId?: string } {
  const storedId = row[STORED_ID];
  return storedId === undefined ? record : { ...record, storedId };
}

/** Whether a small row was not decoded here because its decoded value is large. */
function growsTooFar(record: TaskRecord | GroupRecord): boolean {
  return record.kind === 'undecodable' && record.reason.encoding === TOO_LARGE_INLINE;
}

/** Whether a row is small without its result, and its state shows that the result is not an exception. */
function isSmallValue<TaskRow extends object, GroupRow extends object>(
  form: StoredForm<TaskRow, GroupRow>,
  codec: Codec,
  rest: TaskRow,
): boolean {
  if (form.taskSize(rest) > MAX_INLINE_CHARS) return false;
  try {
    return !isExceptionState(form.fields(rest, codec).state);
  } catch (error) {
    // the record says why the row cannot be decoded
    if (error instanceof DecodeError) return true;
    throw error;
  }
}

async function isCanonical(codec: Codec, text: string | LargeText): Promise<boolean> {
  const scan = codec.scan(text);
  if (!scan) return false;
  for (;;) {
    const answer = scan.advance(SCAN_CHARS);
    if (answer !== undefined) return answer;
    await setImmediate();
  }
}

/** Whether exception classes can be sent to a thread. Functions cannot. */
function isSendable(classes: ExceptionClasses): boolean {
  const entries = Object.values(classes).flatMap((module) => Object.values(module));
  return !entries.some((entry) => Object.values(entry).some((value) => typeof value === 'function'));
}

/** Decodes large rows without a thread, with the limits of a thread. */
function decodeInline<TaskRow extends object, GroupRow extends object>(
  form: StoredForm<TaskRow, GroupRow>,
  codec: Codec,
): RowDecoder<TaskRow, GroupRow> {
  return {
    task: async (row) => toTaskRecord(row, { form, codec }),
    group: async (row) => toGroupRecord(row, form, codec),
    close: async () => {},
  };
}
