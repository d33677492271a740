import { progressOf } from './progress.ts';
import { EXCEPTION_STATES, FINAL_STATES, phaseOf, type TaskV1, type TaskWire } from './protocol/index.ts';
import type { TaskStatus } from './task-status.ts';

/**
 * A task on the wire as the model. The result types are the caller's word: nothing is checked here.
 */
export function toTaskStatus<TResult, TMeta>(wire: TaskWire & Partial<TaskV1>): TaskStatus<TResult, TMeta> {
  const { id, status, result } = wire;
  const phase = phaseOf(status);
  const task: Record<string, unknown> = { id, status, phase, isReady: FINAL_STATES.has(status) };
  for (const key of DETAILS) if (wire[key] !== undefined) task[key] = wire[key];
  task['result'] = phase === 'pending' ? null : result;
  if (EXCEPTION_STATES.has(status)) {
    task['result'] = typeof result === 'string' ? result : null;
    // members of a group come without
    task['exc'] = wire.exc ?? null;
    task['traceback'] = wire.traceback ?? null;
  }
  if (phase === 'running') task['progress'] = progressOf(result);
  // the phase says which member of the union this is
  return task as unknown as TaskStatus<TResult, TMeta>;
}

/** What only `@celery-results/server` says, and only where the row has it. */
const DETAILS = ['known', 'name', 'worker', 'date_created', 'date_started', 'date_done', 'resultUnreadable'] as const;
