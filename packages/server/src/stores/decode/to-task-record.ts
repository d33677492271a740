import { EXCEPTION_STATES, FINAL_STATES, READY_STATES } from '@celery-results/client/protocol';
import type { Codec } from '../../codecs/codec.ts';
import { DecodeError, NotSerializableError, UnknownClassError } from '../../codecs/errors.ts';
import type { RebuiltException } from '../../codecs/exceptions/rebuild.ts';
import { checkChildren } from '../../codecs/result-tuple.ts';
import { isHashable, isTagged, type PyValue } from '../../codecs/value.ts';
import { jsonString } from '../../lib/json-string.ts';
import type { DecodeReason } from '../../problems/errors.ts';
import type { JsonText, SetByHand, TaskOutcome, TaskRecord } from '../record.ts';
import { toDecodeReason } from './decode-reason.ts';
import { type StoredForm, type StoredValue, type TaskFields, toValue } from './stored-form.ts';

/** A result that is in Django's JSON form already. */
export type CanonicalResult = JsonText | readonly JsonText[];

/** The part of {@link StoredForm} that tasks need. */
export type TaskForm<Row extends object> = Omit<StoredForm<Row, object>, 'group' | 'groupSize'>;

export interface TaskDecoding<Row extends object> {
  readonly form: TaskForm<Row>;
  readonly codec: Codec;
  /** The result, if it is known to be canonical. Then the result in the row is ignored. */
  readonly canonical?: CanonicalResult | undefined;
}

/**
 * Turns a stored task into a record. No stored value causes an error: a task that cannot be decoded becomes a record of
 * the kind `undecodable`.
 */
export function toTaskRecord<Row extends object>(row: Row, decoding: TaskDecoding<Row>): TaskRecord {
  const { form, codec } = decoding;
  const extras = form.extras(row, codec);
  const record = withRow(row, form, toOutcome(row, decoding));
  return extras === undefined ? record : { ...record, extras };
}

/** Returns the record of a task that cannot be decoded. */
export function undecodableTask<Row extends object>(row: Row, form: TaskForm<Row>, reason: DecodeReason): TaskRecord {
  return withRow(row, form, undecodable(row, form, reason));
}

/** Returns the record of a row without its result. Only the state is decoded. */
export function omittedTask<Row extends object>(
  row: Row,
  { form, codec }: Pick<TaskDecoding<Row>, 'form' | 'codec'>,
): TaskRecord {
  try {
    const { state } = form.fields(row, codec);
    const extras = form.extras(row, codec);
    const outcome = { kind: 'omitted', status: codec.write(state), successful: state === 'SUCCESS' } as const;
    return { ...withRow(row, form, outcome), ...(extras === undefined ? {} : { extras }) };
  } catch (error) {
    return undecodableTask(row, form, toDecodeReason(error, 'meta'));
  }
}

function withRow<Row extends object>(row: Row, form: TaskForm<Row>, outcome: TaskOutcome): TaskRecord {
  const details = form.details(row);
  const version = form.version(row);
  return version === undefined ? { ...outcome, details } : { ...outcome, details, version };
}

function undecodable<Row extends object>(row: Row, form: TaskForm<Row>, reason: DecodeReason): TaskOutcome {
  return { kind: 'undecodable', status: jsonString(form.state(row)), reason, byHand: null };
}

/** The JSON text of the states that nearly all tasks have. */
const STATE_TEXTS: ReadonlyMap<PyValue, JsonText> = new Map(
  [...FINAL_STATES, ...EXCEPTION_STATES].map((state) => [state, jsonString(state)]),
);

function toOutcome<Row extends object>(row: Row, { form, codec, canonical }: TaskDecoding<Row>): TaskOutcome {
  let field = form.fieldsColumn ?? 'meta';
  try {
    const fields = form.fields(row, codec);
    field = 'status';
    const isHashed = isHashable(fields.state) || (isTagged(fields.state) && fields.state.py === 'set');
    // Celery looks up the state in a set, and Python cannot hash a list or an object
    if (!isHashed) throw new DecodeError('meta', 'the state is a list or an object');
    const result = (): StoredValue => form.result(row, codec);
    const status = STATE_TEXTS.get(fields.state) ?? writtenOrReason(fields.state, codec);
    if (typeof status !== 'string') {
      field = 'result';
      toValue(result(), codec);
      return { kind: 'unserializable', status: jsonString(form.state(row)), successful: false, reason: status };
    }
    field = 'result';
    return isExceptionState(fields.state)
      ? exceptionOutcome({ fields, status, codec, result })
      : valueOutcome({ fields, status, codec, result, canonical });
  } catch (error) {
    return undecodable(row, form, toDecodeReason(error, field));
  }
}

/** Writes the state as JSON. A state in `meta` may have any type: vector yaml-status-set. */
function writtenOrReason(state: PyValue, codec: Codec): JsonText | DecodeReason {
  try {
    return codec.write(state);
  } catch (error) {
    return toDecodeReason(error, 'status');
  }
}

/** Whether the result of a task in this state is an exception. */
export function isExceptionState(state: PyValue): boolean {
  return typeof state === 'string' && EXCEPTION_STATES.has(state);
}

interface OutcomeParts {
  readonly fields: TaskFields;
  readonly status: JsonText;
  readonly codec: Codec;
  readonly result: () => StoredValue;
}

interface ValueParts extends OutcomeParts {
  readonly canonical: CanonicalResult | undefined;
}

function valueOutcome({ fields: { state, children }, status, codec, result, canonical }: ValueParts): TaskOutcome {
  const successful = state === 'SUCCESS';
  let json: CanonicalResult;
  try {
    json = canonical ?? toJson(result(), codec);
  } catch (error) {
    if (!(error instanceof NotSerializableError)) throw error;
    checkReady(state, children);
    return { kind: 'unserializable', status, successful, reason: toDecodeReason(error, 'result') };
  }
  checkReady(state, children);
  return { kind: 'value', status, successful, result: json };
}

function exceptionOutcome({ fields, status, codec, result }: OutcomeParts): TaskOutcome {
  const { state, children, traceback } = fields;
  const stored = toValue(result(), codec);
  let rebuilt: RebuiltException | null;
  try {
    rebuilt = codec.exception(stored);
  } catch (error) {
    checkReady(state, children);
    const reason = toDecodeReason(error, 'result');
    return error instanceof UnknownClassError
      ? { kind: 'unserializable', status, successful: false, reason }
      : { kind: 'undecodable', status, reason, byHand: toByHand(stored, traceback, codec) };
  }
  checkReady(state, children);
  // if the task is ready, an exception that is false in Python counts as none: vectors custom-falsy, excrow-falsy-retry
  const exception = rebuilt?.falsy && isReady(state) ? null : rebuilt;
  try {
    return {
      kind: 'exception',
      status,
      successful: false,
      absent: exception === null,
      repr: codec.write(exception?.repr ?? 'None'),
      str: codec.write(rebuilt?.str ?? 'None'),
      exc: codec.write(exception?.exc ?? 'builtins.NoneType'),
      traceback: codec.write(traceback),
    };
  } catch (error) {
    return { kind: 'unserializable', status, successful: false, reason: toDecodeReason(error, 'traceback') };
  }
}

/** Returns what the task has stored itself. Null if the value has no JSON form, such as a pickled exception. */
function toByHand(stored: PyValue, traceback: PyValue, codec: Codec): SetByHand | null {
  try {
    return { data: codec.write(stored), traceback: codec.write(traceback) };
  } catch (error) {
    toDecodeReason(error, 'result');
    return null;
  }
}

function isReady(state: PyValue): boolean {
  return typeof state === 'string' && READY_STATES.has(state);
}

/**
 * Celery also rebuilds the children of a ready task, and fails if they are invalid: vector text-meta-children-broken.
 */
function checkReady(state: PyValue, children: PyValue): void {
  if (isReady(state)) checkChildren(children);
}

function toJson(stored: StoredValue, codec: Codec): JsonText {
  if ('json' in stored) return stored.json;
  return 'content' in stored ? codec.toJson(stored.content) : codec.write(stored.value);
}
