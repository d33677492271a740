import { progressOf } from './progress.ts';
import { EXCEPTION_STATES, FINAL_STATES, phaseOf, type TaskV1, type TaskWire } from './protocol/index.ts';
import type { TaskDetails, TaskStatus } from './task-status.ts';

/**
 * A task on the wire as the model. The result types are the caller's word: nothing is checked here.
 */
export function toTaskStatus<TResult, TMeta>(wire: TaskWire & Partial<TaskV1>): TaskStatus<TResult, TMeta> {
  const { id, status, result } = wire;
  const phase = phaseOf(status);
  return {
    ...{ id, status, phase, isReady: FINAL_STATES.has(status), ...detailsOf(wire) },
    ...(EXCEPTION_STATES.has(status) ? failureOf(wire) : { result: phase === 'pending' ? null : result }),
    ...(phase === 'running' && { progress: progressOf(result) }),
    // the phase says which member of the union this is
  } as TaskStatus<TResult, TMeta>;
}

const DETAILS = ['known', 'name', 'worker', 'date_created', 'date_started', 'date_done', 'resultUnreadable'] as const;

/** What only `@celery-results/server` says, and only where the row has it. */
function detailsOf(wire: Partial<TaskV1>): TaskDetails {
  return Object.fromEntries(DETAILS.flatMap((key) => (wire[key] === undefined ? [] : [[key, wire[key]]])));
}

/** Members of a group come without `exc` and `traceback`. */
function failureOf({ result, exc, traceback }: TaskWire): {
  readonly result: string | null;
  readonly exc: string | null;
  readonly traceback: string | null;
} {
  return { result: typeof result === 'string' ? result : null, exc: exc ?? null, traceback: traceback ?? null };
}
