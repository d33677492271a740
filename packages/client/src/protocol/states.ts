/**
 * Celery's built-in states, as `celery.states` and `celery.contrib.abortable` define them. Tasks may set any other text
 * with `update_state`. Functions of this package therefore accept a `string`, and treat an unlisted state as running.
 */
export type CeleryState =
  | 'PENDING'
  | 'RECEIVED'
  | 'STARTED'
  | 'PROGRESS'
  | 'RETRY'
  | 'SUCCESS'
  | 'FAILURE'
  | 'REVOKED'
  | 'REJECTED'
  | 'IGNORED'
  | 'ABORTED';

/** A state in a response: one of Celery's, or any text that a task has set. */
export type TaskState = CeleryState | (string & {});

/** The fixed set of phases of a task. A `switch` over it can be exhaustive. */
export type TaskPhase = 'unknown' | 'pending' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'revoked' | 'ignored';

/** `celery.states.READY_STATES`: the task has ended, and its result is stored. */
export const READY_STATES: ReadonlySet<string> = new Set(['SUCCESS', 'FAILURE', 'REVOKED']);

/** `celery.states.EXCEPTION_STATES`: the stored result is an exception; the response has `exc` and `traceback`. */
export const EXCEPTION_STATES: ReadonlySet<string> = new Set(['FAILURE', 'RETRY', 'REVOKED']);

/** `celery.states.PROPAGATE_STATES`: `AsyncResult.get()` raises the stored exception. */
export const PROPAGATE_STATES: ReadonlySet<string> = new Set(['FAILURE', 'REVOKED']);

/** {@link READY_STATES}, IGNORED, and ABORTED of `celery.contrib.abortable`: the task no longer changes. */
export const FINAL_STATES: ReadonlySet<string> = new Set([...READY_STATES, 'IGNORED', 'ABORTED']);

const PHASES: ReadonlyMap<string, Exclude<TaskPhase, 'unknown'>> = new Map([
  ['PENDING', 'pending'],
  ['RETRY', 'retrying'],
  ['SUCCESS', 'succeeded'],
  ['FAILURE', 'failed'],
  ['REVOKED', 'revoked'],
  ['ABORTED', 'revoked'],
  ['IGNORED', 'ignored'],
]);

/** Returns the phase of a state: `running` for every other state. */
export function phaseOf(state: TaskState): Exclude<TaskPhase, 'unknown'> {
  return PHASES.get(state) ?? 'running';
}
