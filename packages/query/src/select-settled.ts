import type { SettledTask, TaskStatus } from '@celery-results/client';

/** Selects a final task, or null before its end. The selection does not change while the task runs. */
export function selectSettled<TResult, TMeta>(task: TaskStatus<TResult, TMeta>): SettledTask<TResult, TMeta> | null {
  return task.isReady ? task : null;
}
