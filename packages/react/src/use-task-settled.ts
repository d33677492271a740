'use client';
import type { SettledTask, TaskStatus } from '@celery-results/client';
import { type Id, type StatusOptions, selectSettled } from '@celery-results/query';
import { useEffect, useRef } from 'react';
import { useTaskStatus } from './use-task-status.ts';

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
  options: Omit<StatusOptions<TaskStatus<TResult, TMeta>, unknown, TResult, TMeta>, 'select' | 'placeholderData'> = {},
): void {
  // the selection does not change before the task is final, so the component does not render
  // a QueryClient may show the data of the previous id for a while
  const { data } = useTaskStatus(id, {
    ...options,
    placeholderData: () => undefined,
    select: selectSettled<TResult, TMeta>,
  });
  const latestCallback = useRef(callback);
  const settledId = useRef<Id>(null);
  useEffect(() => {
    latestCallback.current = callback;
  });
  useEffect(() => {
    // StrictMode runs the first effect twice, with the same refs
    if (!data || data.id !== id || settledId.current === id) return;
    settledId.current = id;
    latestCallback.current(data);
  }, [data, id]);
}
