import type { SettledTask, TaskStatus } from '@celery-results/client';

/** Selects a task once it is final, and null before. The selection does not change while the task runs. */
export function selectSettled<TResult, TMeta>(task: TaskStatus<TResult, TMeta>): SettledTask<TResult, TMeta> | null {
  return task.isReady ? task : null;
}
