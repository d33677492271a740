'use client';
import type { SettledTask, TaskStatus } from '@celery-results/client';
import type { Id, StatusOptions } from '@celery-results/query';
import { useTasksSettled } from './use-tasks-settled.ts';

/**
 * Calls back once when the task is final, in every final state. Calls the callback of the latest render, once per id
 * while the component is mounted. For a task that is already final, it calls back after the first render.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example useTaskSettled(id, (task) => toast(task.phase));
 */
export function useTaskSettled<TResult = unknown, TMeta = unknown>(
  id: Id,
  callback: (task: SettledTask<TResult, TMeta>) => void,
  options?: Omit<StatusOptions<TaskStatus<TResult, TMeta>, unknown, TResult, TMeta>, 'select' | 'placeholderData'>,
): void {
  // without an id, the query of this place in the list is idle
  useTasksSettled([id as string], callback, options);
}
