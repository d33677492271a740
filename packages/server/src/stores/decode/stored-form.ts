import type { Codec, Content } from '../../codecs/codec.ts';
import type { PyValue } from '../../codecs/value.ts';
import type { DecodeReason } from '../../problems/errors.ts';
import type { JsonText, TaskDetails, TaskExtras } from '../record.ts';
import type { LargeText } from './large-text.ts';

/**
 * A stored value that still has to be decoded, or one that was decoded with what surrounds it. `json` is content that
 * is in Django's JSON form already.
 */
export type StoredValue = { readonly content: Content } | { readonly value: PyValue } | { readonly json: JsonText };

/** @throws DecodeError */
export function toValue(stored: StoredValue, codec: Codec): PyValue {
  if ('value' in stored) return stored.value;
  return codec.read('json' in stored ? stored.json : stored.content);
}

/** The property with the id under which a row is stored. Only a row that was found under another id has it. */
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
 * How one kind of storage keeps tasks and groups. A `Row` is what one read returns: plain data, so that it can be sent
 * to the worker thread that decodes large rows.
 */
export interface StoredForm<TaskRow extends object, GroupRow extends object> {
  /** URL of the module that exports this form as `storedForm`. The worker thread imports it. */
  readonly module: string;
  /** The state as it is stored, before anything is decoded. */
  state(row: TaskRow): string;
  /** The column that {@link StoredForm.fields} decodes, for the answer about one that cannot be. Default `meta`. */
  readonly fieldsColumn?: DecodeReason['field'];
  /** @throws DecodeError */
  fields(row: TaskRow, codec: Codec): TaskFields;
  /** @throws DecodeError */
  result(row: TaskRow, codec: Codec): StoredValue;
  details(row: TaskRow): TaskDetails;
  /** Undefined where the read did not include them. What cannot be decoded is marked. */
  extras(row: TaskRow, codec: Codec): TaskExtras | undefined;
  /** Undefined where the read did not include it, or the storage has none. */
  version(row: TaskRow): string | undefined;
  /** Characters or bytes of everything that has to be decoded. */
  taskSize(row: TaskRow): number;
  /** The stored text of the result; null where none is stored apart from the rest of the task. */
  resultText(row: TaskRow): string | LargeText | null;
  /** False where the text of the result is an encoding of bytes, such as base64. */
  isPlainText(row: TaskRow): boolean;
  /** The same row with another result. */
  withResult(row: TaskRow, result: string | null): TaskRow;
  /** A stored group: a result tuple, or content that decodes to one. @throws DecodeError */
  group(row: GroupRow, codec: Codec): StoredValue;
  groupSize(row: GroupRow): number;
}
