import { checkOption } from '../lib/check-option.ts';
import { EXCEPTION_STATES, phaseOf, type TaskPhase, type TaskV1, type TaskWire } from '../protocol/index.ts';
import { round } from './parse-amount.ts';
import { parseProgress } from './progress.ts';
import { findReason } from './progress-text.ts';
import { messageOfRepr } from './python-repr.ts';
import type { Progress, TaskStatus } from './task-status.ts';

/** A task in a response: Django's fields, and the fields of `@celery-results/server` if it sent the response. */
export type AnyTaskWire = TaskWire & Partial<TaskV1>;

/** Phases of states that tasks set by themselves: `{ COMPLETED: 'succeeded' }`. */
export type StatePhases = Readonly<Record<string, Exclude<TaskPhase, 'unknown'>>>;

/**
 * Reads the progress from a task's meta. It returns a percentage, parts of a progress, null for none, or undefined for
 * the usual shapes.
 */
export type ProgressReader = (meta: unknown, state: string) => number | Partial<Progress> | null | undefined;

/** Options for reading a task's state and meta. */
export interface TaskReading {
  readonly states?: StatePhases | undefined;
  readonly progress?: ProgressReader | undefined;
}

const FINAL_PHASES: ReadonlySet<TaskPhase> = new Set(['succeeded', 'failed', 'revoked', 'ignored']);

/** Returns whether a task in this phase no longer changes. */
export function isFinal(phase: TaskPhase): boolean {
  return FINAL_PHASES.has(phase);
}

/** Converts a task of a response to the model. The caller chooses the result types, which are not checked here. */
export function toTaskStatus<TResult, TMeta>(
  wire: AnyTaskWire,
  { states = {}, progress }: TaskReading = {},
): TaskStatus<TResult, TMeta> {
  const { id, status, result } = wire;
  const phase = (Object.hasOwn(states, status) && states[status]) || phaseOf(status);
  const task: Record<string, unknown> = { id, status, phase, isReady: isFinal(phase) };
  for (const key of DETAILS) if (wire[key] !== undefined) task[key] = wire[key];
  task['result'] = phase === 'pending' || phase === 'ignored' ? null : result;
  task['progress'] = phase === 'succeeded' ? COMPLETE : readProgress(wire, progress);
  if (phase === 'failed' || phase === 'revoked' || phase === 'retrying') Object.assign(task, toExceptionFields(wire));
  // the compiler cannot see that the phase selects the member of the union
  return task as unknown as TaskStatus<TResult, TMeta>;
}

/** Fields that only `@celery-results/server` sends. Each is present if the row has it. */
const DETAILS = ['known', 'name', 'worker', 'date_created', 'date_started', 'date_done', 'resultUnreadable'] as const;

const COMPLETE: Progress = { current: 100, total: 100, percent: 100 };

function readProgress({ status, result }: AnyTaskWire, reader: ProgressReader | undefined): Progress | null {
  // the result is an exception's text
  if (EXCEPTION_STATES.has(status)) return null;
  const own = reader && callReader(reader, result, status);
  if (own === undefined) return parseProgress(result);
  // NaN, such as from 0 / 0, is not a percentage
  if (own === null || Number.isNaN(own)) return null;
  const parts = typeof own === 'number' ? { percent: own } : own;
  const { current = parts.percent ?? null, total = null, percent = null, description } = parts;
  const share = percent ?? (current !== null && total ? (current / total) * 100 : null);
  return {
    current,
    total,
    percent: share === null ? null : round(Math.min(100, Math.max(0, share))),
    ...(description === undefined ? {} : { description }),
  };
}

/** Readers with a warning in the console, so that each causes only one warning. */
const WARNED = new WeakSet<ProgressReader>();

/** Calls a reader. If it throws or returns an invalid value, the usual shapes are parsed, and polling continues. */
function callReader(reader: ProgressReader, meta: unknown, state: string): ReturnType<ProgressReader> {
  try {
    const own = reader(meta, state);
    checkOption('progress(meta)', own, typeof own === 'number' || typeof own === 'object', 'a number or an object');
    return own;
  } catch (error) {
    if (!WARNED.has(reader)) console.warn(`progress of a task in ${state}:`, error);
    WARNED.add(reader);
    return undefined;
  }
}

function toExceptionFields({ status, result, exc = null, traceback = null, ...wire }: AnyTaskWire): object {
  const isException = EXCEPTION_STATES.has(status);
  const repr = typeof result === 'string' ? result : null;
  const data = isException ? (wire.data ?? null) : result;
  // Django sends the class of None for a row without an exception
  const hasClass = isException && exc !== null && exc !== 'builtins.NoneType';
  return {
    result: repr,
    exc: hasClass ? exc : null,
    exc_type: hasClass ? exc.replace(/^.*\./, '') : null,
    message: data === null ? messageOfRepr(repr ?? '') : (findReason(data) ?? null),
    data,
    traceback,
  };
}
