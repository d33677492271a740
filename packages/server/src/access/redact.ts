import { EXCEPTION_STATES } from '@celery-results/client/protocol';
import type { TaskDetails, TaskExtras, TaskRecord } from '../stores/record.ts';
import type { IndexRow } from '../stores/task-index.ts';
import type { VisibleField } from './grant.ts';

const NULL = 'null';

/**
 * Hides the fields of a record that are not visible. They become null and stay in place, so that no front end breaks.
 */
export function redact(record: TaskRecord, visible: ReadonlySet<VisibleField>): TaskRecord {
  if (record.extras) {
    const { extras, ...others } = record;
    return { ...redact(others, visible), extras: redactExtras(extras, visible) };
  }
  const details = redactDetails(record.details, visible);
  switch (record.kind) {
    case 'value':
      return visible.has('result') ? { ...record, details } : { ...record, details, result: NULL };
    case 'exception': {
      const { repr, str, exc, traceback } = record;
      return {
        ...record,
        details,
        ...(visible.has('error') ? { repr, str, exc } : { repr: NULL, str: NULL, exc: NULL }),
        traceback: visible.has('traceback') ? traceback : NULL,
      };
    }
    case 'unserializable': {
      if (visible.has('result')) return { ...record, details };
      // the fact that a result has no JSON form would reveal something about the result
      const { status, successful } = record;
      return { kind: 'value', status, successful, result: NULL, details };
    }
    case 'undecodable': {
      const { byHand } = record;
      if (byHand === null) return { ...record, details };
      const data = visible.has('error') ? byHand.data : NULL;
      const traceback = visible.has('traceback') ? byHand.traceback : NULL;
      return { ...record, details, byHand: { data, traceback } };
    }
    case 'omitted':
      return redactOmitted({ ...record, details }, visible);
  }
}

/** Hides that a result was too large to read, which would reveal something about a hidden result. */
function redactOmitted(
  record: Extract<TaskRecord, { readonly kind: 'omitted' }>,
  visible: ReadonlySet<VisibleField>,
): TaskRecord {
  const isFailed = EXCEPTION_STATES.has(String(JSON.parse(record.status)));
  if (isFailed ? visible.has('error') || visible.has('traceback') : visible.has('result')) return record;
  if (!isFailed) return { ...record, kind: 'value', result: NULL };
  const hidden = { repr: NULL, str: NULL, exc: NULL, traceback: NULL };
  return { ...record, kind: 'exception', successful: false, absent: false, ...hidden };
}

/** The worker's name is visible together with the arguments of the task. */
function redactDetails({ worker, ...details }: TaskDetails, visible: ReadonlySet<VisibleField>): TaskDetails {
  return worker !== undefined && visible.has('args') ? { ...details, worker } : details;
}

/** Returns a listed row without the fields that the client may not see. */
export function redactRow(row: IndexRow, visible: ReadonlySet<VisibleField>): IndexRow {
  return visible.has('args') ? row : { ...row, worker: undefined };
}

/** Hides the sizes of hidden fields: a size would reveal something about the field. */
function redactExtras(extras: TaskExtras, visible: ReadonlySet<VisibleField>): TaskExtras {
  const { sizes } = extras;
  const [args, result] = [visible.has('args'), visible.has('result')];
  return {
    ...extras,
    ...(args ? {} : { args: null, kwargs: null, retries: null, queue: null }),
    ...(result ? {} : { meta: null }),
    sizes: {
      result: result ? sizes.result : null,
      traceback: visible.has('traceback') ? sizes.traceback : null,
      args: args ? sizes.args : null,
      kwargs: args ? sizes.kwargs : null,
      meta: result ? sizes.meta : null,
    },
  };
}
