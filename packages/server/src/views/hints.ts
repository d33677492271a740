import { EXCEPTION_STATES, FINAL_STATES, type HintedField, type HintV1 } from '@celery-results/client/protocol';
import type { VisibleField } from '../access/grant.ts';
import type { StoredExtra, TaskRecord } from '../stores/record.ts';

/** A stored task with the fields that a client may see. */
export interface HintParts {
  readonly record: TaskRecord;
  readonly status: string;
  readonly visible: ReadonlySet<VisibleField>;
}

type Hints = { -readonly [Field in HintedField]?: HintV1 };

/** Celery cuts the repr of arguments at this length, `argsrepr_maxsize`, and ends it with three dots. */
const CUT_REPR = /\.\.\.["')\]}]*$/;

/** Returns why fields of a task are empty. A field without a hint has a value, or is empty for an unknown reason. */
export function hintsOf(parts: HintParts): { readonly [Field in HintedField]?: HintV1 } {
  const hints: Hints = {};
  addOutcome(hints, parts);
  addDetails(hints, parts);
  addExtras(hints, parts);
  return hints;
}

function addOutcome(hints: Hints, { record, status, visible }: HintParts): void {
  const isFailed = EXCEPTION_STATES.has(status);
  if (!visible.has(isFailed ? 'error' : 'result')) hints[isFailed ? 'error' : 'result'] = 'hidden';
  else if (record.kind === 'omitted') hints.result = 'large';
  else if (record.kind === 'unserializable' || (record.kind === 'undecodable' && record.byHand === null))
    hints.result = 'unreadable';
  else if (!FINAL_STATES.has(status) && record.kind === 'value' && record.result === 'null') hints.result = 'not_final';
  if (!isFailed) hints.traceback = 'not_failed';
  else if (!visible.has('traceback')) hints.traceback = 'hidden';
}

function addDetails(hints: Hints, { record, status, visible }: HintParts): void {
  const { details, extras } = record;
  if (details.name === undefined) hints.name = 'result_extended';
  if (!visible.has('args')) hints.worker = 'hidden';
  else if (details.worker === undefined) hints.worker = 'result_extended';
  // only django-celery-results has these dates, and only its rows have a content encoding
  const hasDates = extras?.contentEncoding !== undefined;
  if (details.dateCreated === undefined && !hasDates) hints.date_created = 'not_stored_here';
  if (details.dateStarted !== undefined) return;
  if (!hasDates) hints.date_started = 'not_stored_here';
  else hints.date_started = status === 'PENDING' || status === 'RECEIVED' ? 'not_started' : 'task_track_started';
}

function addExtras(hints: Hints, { record: { extras }, visible }: HintParts): void {
  if (!extras) return;
  for (const field of ['args', 'kwargs'] as const) {
    const hint = visible.has('args') ? hintOfArgs(extras[field]) : 'hidden';
    if (hint !== undefined) hints[field] = hint;
  }
  for (const field of ['retries', 'queue'] as const) {
    if (!visible.has('args')) hints[field] = 'hidden';
    else if (extras[field] === undefined) hints[field] = 'not_stored_here';
    else if (extras[field] === null) hints[field] = 'result_extended';
  }
  if (extras.periodic === undefined) hints.periodic = 'not_stored_here';
  else if (extras.periodic === null) hints.periodic = 'not_periodic';
  if (extras.children === undefined) hints.children = 'not_stored_here';
  if (!visible.has('result')) hints.meta = 'hidden';
  else if (extras.meta === undefined) hints.meta = 'not_stored_here';
  else if (extras.meta !== null && typeof extras.meta !== 'string') hints.meta = 'unreadable';
}

function hintOfArgs(extra: StoredExtra): HintV1 | undefined {
  if (extra === undefined) return 'not_stored_here';
  if (extra === null) return 'result_extended';
  if (typeof extra !== 'string') return 'unreadable';
  return CUT_REPR.test(extra) ? 'argsrepr_maxsize' : undefined;
}
