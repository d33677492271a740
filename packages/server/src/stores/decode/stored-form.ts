import type { Codec, Content } from '../../codecs/codec.ts';
import type { PyValue } from '../../codecs/value.ts';
import type { DecodeReason } from '../../problems/errors.ts';
import type { JsonText, TaskDetails, TaskExtras } from '../record.ts';
import type { LargeText } from './large-text.ts';

/**
 * A stored value. `content`: it has to be decoded. `value`: it was decoded together with the rest of the task. `json`:
 * it is in Django's JSON form already.
 */
export type StoredValue = { readonly content: Content } | { readonly value: PyValue } | { readonly json: JsonText };

/** @throws DecodeError */
export function toValue(stored: StoredValue, codec: Codec): PyValue {
  if ('value' in stored) return stored.value;
  return codec.read('json' in stored ? stored.json : stored.content);
}

/** The property with the stored id of a row. Only a row that was found under a different id has it. */
export const STORED_ID = 'stored_id';

export interface StoredRow {
  readonly [STORED_ID]?: string;
}

/** The fields of a stored task that decide its answer, besides the result. */
export interface TaskFields {
  readonly state: PyValue;
  readonly traceback: PyValue;
  readonly children: PyValue;
}

/**
 * How one kind of storage stores tasks and groups. A `Row` is the result of one read. It is plain data, so that it can
 * be sent to the worker thread that decodes large rows.
 */
export interface StoredForm<TaskRow extends object, GroupRow extends object> {
  /** URL of the module that exports this form as `storedForm`. The worker thread imports it. */
  readonly module: string;
  /** Returns the stored state, without decoding anything. */
  state(row: TaskRow): string;
  /** The column that {@link StoredForm.fields} decodes, for errors about it. Default `meta`. */
  readonly fieldsColumn?: DecodeReason['field'];
  /** @throws DecodeError */
  fields(row: TaskRow, codec: Codec): TaskFields;
  /** @throws DecodeError */
  result(row: TaskRow, codec: Codec): StoredValue;
  details(row: TaskRow): TaskDetails;
  /** Undefined if the read did not include them. Values that cannot be decoded are marked. */
  extras(row: TaskRow, codec: Codec): TaskExtras | undefined;
  /** Undefined if the read did not include it, or if the storage has no versions. */
  version(row: TaskRow): string | undefined;
  /** Number of characters or bytes that have to be decoded. */
  taskSize(row: TaskRow): number;
  /** The stored text of the result. Null if the result is not stored separately. */
  resultText(row: TaskRow): string | LargeText | null;
  /** False if the text of the result encodes bytes, such as base64. */
  isPlainText(row: TaskRow): boolean;
  /** Returns the same row with another result. */
  withResult(row: TaskRow, result: string | null): TaskRow;
  /** A stored group: a result tuple, or content that decodes to one. @throws DecodeError */
  group(row: GroupRow, codec: Codec): StoredValue;
  groupSize(row: GroupRow): number;
}
