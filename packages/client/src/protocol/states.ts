/**
 * Celery's built-in states and sets, as `celery.states` has them. Any other text is a legal state too: tasks make up
 * their own with `update_state`, so everything here takes a `string` and treats an unlisted state as still running.
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
  | 'IGNORED';

/** A state as it travels: one of Celery's, or any text a task chose. */
export type TaskState = CeleryState | (string & {});

/** What a page needs to know of a state: closed, so a `switch` over it can be exhaustive. */
export type TaskPhase = 'unknown' | 'pending' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'revoked' | 'ignored';

/** `celery.states.READY_STATES`: Celery stores a result and writes no further state by itself. */
export const READY_STATES: ReadonlySet<string> = new Set(['SUCCESS', 'FAILURE', 'REVOKED']);

/** `celery.states.EXCEPTION_STATES`: the stored result is an exception, answered with `exc` and `traceback`. */
export const EXCEPTION_STATES: ReadonlySet<string> = new Set(['FAILURE', 'RETRY', 'REVOKED']);

/** `celery.states.PROPAGATE_STATES`: `AsyncResult.get()` raises the stored exception. */
export const PROPAGATE_STATES: ReadonlySet<string> = new Set(['FAILURE', 'REVOKED']);

/** Ready states and IGNORED: nothing more is to be expected, so nobody needs to ask again. */
export const FINAL_STATES: ReadonlySet<string> = new Set([...READY_STATES, 'IGNORED']);

const PHASES: ReadonlyMap<string, Exclude<TaskPhase, 'unknown'>> = new Map([
  ['PENDING', 'pending'],
  ['RETRY', 'retrying'],
  ['SUCCESS', 'succeeded'],
  ['FAILURE', 'failed'],
  ['REVOKED', 'revoked'],
  ['IGNORED', 'ignored'],
]);

/** The phase of a state; `running` for every state that is not one of Celery's resting points. */
export function phaseOf(state: TaskState): Exclude<TaskPhase, 'unknown'> {
  return PHASES.get(state) ?? 'running';
}
