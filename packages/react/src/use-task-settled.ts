'use client';
import type { SettledTask, TaskStatus } from '@celery-results/client';
import { useEffect, useRef } from 'react';
import type { Id, StatusOptions } from './status-options.ts';
import { useTaskStatus } from './use-task-status.ts';

/**
 * Calls back when a task is final, whatever became of it: once for each id while the component is mounted, with the callback of the latest render. A task that is
 * final already calls back after the first render.
 *
 * @throws Error outside a `CeleryResultsProvider`
 * @example useTaskSettled(id, (task) => toast(task.phase));
 */
export function useTaskSettled<TResult = unknown, TMeta = unknown>(
  id: Id,
  callback: (task: SettledTask<TResult, TMeta>) => void,
  options: Omit<StatusOptions<TaskStatus<TResult, TMeta>, unknown, TResult, TMeta>, 'select'> = {},
): void {
  // nothing is rendered for a task that goes on
  const { data } = useTaskStatus(id, { ...options, select: settledOnly<TResult, TMeta> });
  const latest = useRef(callback);
  const told = useRef<Id>(null);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => {
    // StrictMode rehearses effects, with the same refs
    if (!data || told.current === id) return;
    told.current = id;
    latest.current(data);
  }, [data, id]);
}

function settledOnly<TResult, TMeta>(task: TaskStatus<TResult, TMeta>): SettledTask<TResult, TMeta> | null {
  return task.isReady ? task : null;
}
