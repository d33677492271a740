import { EXCEPTION_STATES, FINAL_STATES, READY_STATES } from '@celery-results/client/protocol';
import type { Codec } from '../../codecs/codec.ts';
import { pairsOf } from '../../codecs/exceptions/rebuild.ts';
import { DecodeFault, NotSerializable } from '../../codecs/fault.ts';
import { writeString } from '../../codecs/json/write.ts';
import { str } from '../../codecs/python/repr.ts';
import { checkChildren, type ResultNode, readResultTuple } from '../../codecs/result-tuple.ts';
import { isDict, isList, isTruthy, type PyDict, type PyValue } from '../../codecs/value.ts';
import type { Fault, GroupMember, GroupRecord, JsonText, TaskOutcome, TaskRecord } from '../record.ts';
import { type DetailColumns, toDetails } from './details.ts';
import type { LargeText } from './large-text.ts';
import { LARGE_SIZE, type RowMaker, USUAL_ENCODING, USUAL_META } from './source.ts';
import type { TASK_COLUMNS } from './tables.ts';

/** The columns of `django_celery_results_taskresult` that an answer depends on. */
export interface TaskRow extends DetailColumns {
  readonly task_id: string;
  readonly status: string;
  readonly result: string | null;
  readonly meta: string | null;
  readonly traceback: string | null;
  readonly content_encoding: string;
  /** Only where it was asked for. */
  readonly version?: string;
}

/** A task's row as it is found: a large result may be in pieces, or still to be read. */
export interface FoundTask extends Omit<TaskRow, 'result'> {
  readonly result: string | LargeText | null;
  /** Reads a row that came without its large result; undefined where it is gone meanwhile. */
  readonly whole?: () => Promise<FoundTask | undefined>;
}

/** Makes tasks' rows of values: an object with names that are written down is made in a fraction of the time. */
export const makeTaskRow: RowMaker = (names) => {
  const at = (name: string): number => names.indexOf(name);
  const [id, status, result, meta] = [at('task_id'), at('status'), at('result'), at('meta')];
  const [traceback, encoding, size] = [at('traceback'), at('content_encoding'), at(LARGE_SIZE)];
  return (values) =>
    ({
      task_id: values[id],
      status: values[status],
      result: values[result],
      meta: values[meta] ?? USUAL_META,
      traceback: values[traceback],
      content_encoding: values[encoding] ?? USUAL_ENCODING,
      [LARGE_SIZE]: values[size],
    }) satisfies Record<(typeof TASK_COLUMNS)[number] | typeof LARGE_SIZE, unknown>;
};

/** The columns of `django_celery_results_groupresult` that an answer depends on. */
export interface GroupRow {
  readonly group_id: string;
  readonly result: string | null;
  readonly content_encoding: string;
}

/**
 * A stored task as a record. Never throws for what is stored: what cannot be read is a record of kind `undecodable`.
 *
 * @param wireForm the result, where it is known to be in Django's form already: nobody looks at the row's again
 */
export function toTaskRecord(row: TaskRow, codec: Codec, wireForm?: WireForm): TaskRecord {
  return withRow(toOutcome(row, codec, wireForm), row);
}

type WireForm = JsonText | readonly JsonText[];

/** A task whose row cannot be read, and why. */
export function undecodableTask(row: TaskRow, fault: Fault): TaskRecord {
  return withRow(undecodable(row, fault), row);
}

function withRow(outcome: TaskOutcome, row: TaskRow): TaskRecord {
  const details = toDetails(row);
  return row.version === undefined ? { ...outcome, details } : { ...outcome, details, version: row.version };
}

function undecodable({ status }: TaskRow, fault: Fault): TaskOutcome {
  return { kind: 'undecodable', status: writeString(status), fault };
}

/** Nearly every row has one of these states. */
const STATES: ReadonlyMap<PyValue, JsonText> = new Map(
  [...FINAL_STATES, ...EXCEPTION_STATES].map((state) => [state, writeString(state)]),
);

function toOutcome(row: TaskRow, codec: Codec, wireForm: WireForm | undefined): TaskOutcome {
  let column: Fault['column'] = 'meta';
  try {
    const { status: stored, traceback, children } = overlay(row, codec.readUsual(row.meta, row.content_encoding));
    column = 'status';
    const status = STATES.get(stored) ?? codec.write(stored);
    // Celery looks the state up in a set
    if (isList(stored) || isDict(stored)) throw new DecodeFault('meta', 'the state is a list or an object');
    column = 'result';
    const state = typeof stored === 'string' ? stored : '';
    const reading: Reading = { row, codec, state, status, traceback, children, wireForm };
    return EXCEPTION_STATES.has(state) ? exceptionOutcome(reading) : valueOutcome(reading);
  } catch (error) {
    return undecodable(row, faultOf(error, column));
  }
}

interface Fields {
  readonly status: PyValue;
  readonly traceback: PyValue;
  readonly children: PyValue;
}

interface Reading extends Omit<Fields, 'status'> {
  readonly row: TaskRow;
  readonly codec: Codec;
  readonly state: string;
  readonly status: string;
  readonly wireForm: WireForm | undefined;
}

/** Whether the state, as meta may change it, is one of those whose result is an exception; false where meta cannot be read. */
export function isException(row: Omit<TaskRow, 'result'>, codec: Codec): boolean {
  try {
    const { status } = overlay(row, codec.readUsual(row.meta, row.content_encoding));
    return typeof status === 'string' && EXCEPTION_STATES.has(status);
  } catch (error) {
    if (error instanceof DecodeFault) return false;
    throw error;
  }
}

const NOTHING: PyDict = new Map();

/** The keys of `meta` are laid over the row's own, but not over its result: vectors text-meta-*. */
function overlay(row: Omit<TaskRow, 'result'>, meta: PyValue): Fields {
  const entries = isDict(meta) ? meta : isTruthy(meta) ? new Map(pairsOf(meta) ?? notAnObject()) : NOTHING;
  const field = (key: string, stored: PyValue): PyValue => (entries.has(key) ? (entries.get(key) ?? null) : stored);
  return {
    status: field('status', row.status),
    traceback: field('traceback', row.traceback),
    children: field('children', null),
  };
}

function notAnObject(): never {
  throw new DecodeFault('meta', 'meta is neither an object nor a list of pairs');
}

function valueOutcome({ row, codec, state, status, children, wireForm }: Reading): TaskOutcome {
  const successful = state === 'SUCCESS';
  let result: WireForm;
  try {
    result = wireForm ?? codec.toJson(row.result, row.content_encoding);
  } catch (error) {
    if (!(error instanceof NotSerializable)) throw error;
    checkReady(state, children);
    return { kind: 'unserializable', status, successful, fault: faultOf(error, 'result') };
  }
  checkReady(state, children);
  return { kind: 'value', status, successful, result };
}

function exceptionOutcome({ row, codec, state, status, children, traceback }: Reading): TaskOutcome {
  const rebuilt = codec.exception(codec.read(row.result, row.content_encoding));
  checkReady(state, children);
  // a false exception counts as none once the task is ready: vectors custom-falsy, excrow-falsy-retry
  const shown = rebuilt?.falsy && READY_STATES.has(state) ? null : rebuilt;
  try {
    return {
      kind: 'exception',
      status,
      successful: false,
      absent: shown === null,
      repr: codec.write(shown?.repr ?? 'None'),
      exc: codec.write(shown?.exc ?? 'builtins.NoneType'),
      traceback: codec.write(traceback),
    };
  } catch (error) {
    return { kind: 'unserializable', status, successful: false, fault: faultOf(error, 'traceback') };
  }
}

/** Of a ready task Celery rebuilds the children too, and fails with them: vector text-meta-children-broken. */
function checkReady(state: string, children: PyValue): void {
  if (READY_STATES.has(state)) checkChildren(children);
}

/** A stored group as a record; undefined where nothing is stored (NULL, empty, false), which Celery takes for no group at all. */
export function toGroupRecord(row: GroupRow, codec: Codec): GroupRecord | undefined {
  const ids = codec.groupIds(row.result, row.content_encoding);
  if (ids) return { kind: 'group', members: ids.map((id) => ({ kind: 'task', id, idText: `"${id}"` })) };
  try {
    const stored = codec.read(row.result, row.content_encoding);
    if (!isTruthy(stored)) return undefined;
    const node = readResultTuple(stored);
    if (node.kind === 'task') throw new DecodeFault('result tuple', 'a single task stands where a group should');
    return { kind: 'group', members: node.children.map((child) => toMember(child, codec)) };
  } catch (error) {
    return { kind: 'undecodable', fault: faultOf(error, 'result') };
  }
}

function toMember(node: ResultNode, codec: Codec): GroupMember {
  const idText = codec.write(node.id);
  if (node.kind === 'group')
    return { kind: 'group', idText, members: node.children.map((child) => toMember(child, codec)) };
  if (isList(node.id) || isDict(node.id)) throw new DecodeFault('result tuple', 'a member without a usable id');
  return { kind: 'task', id: str(node.id), idText };
}

function faultOf(error: unknown, column: Fault['column']): Fault {
  if (error instanceof DecodeFault) return { encoding: error.encoding, column, reason: error.message };
  if (error instanceof NotSerializable) return { encoding: 'json', column, reason: error.message };
  throw error;
}
