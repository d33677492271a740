'use client';
import type { SettledTask, TaskStatus } from '@celery-results/client';
import { type StatusOptions, selectSettled, taskStatusOptions } from '@celery-results/query';
import { type SkipToken, useQueries } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useCeleryClient } from './provider.tsx';

/**
 * Calls back for each of many tasks, once when it is final, in every final state. Calls the callback of the latest
 * render, once per id while the component is mounted. The component renders only when a task becomes final.
 * Null, undefined and `skipToken` mean no ids.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example useTasksSettled(ids, (task) => toast(`${task.id}: ${task.phase}`));
 */
export function useTasksSettled<TResult = unknown, TMeta = unknown>(
  ids: readonly string[] | null | undefined | SkipToken,
  callback: (task: SettledTask<TResult, TMeta>) => void,
  options: Omit<StatusOptions<TaskStatus<TResult, TMeta>, unknown, TResult, TMeta>, 'select'> = {},
): void {
  const client = useCeleryClient();
  const list = Array.isArray(ids) ? (ids as readonly string[]) : [];
  const select = selectSettled<TResult, TMeta>;
  const settled = useQueries({
    queries: [...new Set(list)].map((id) => taskStatusOptions(client, id, { ...options, select })),
    combine: keepSettled<TResult, TMeta>,
  });
  const reported = useRef(new Set<string>());
  useEffect(() => {
    for (const task of settled) {
      // StrictMode runs the first effect twice, with the same refs
      if (!list.includes(task.id) || reported.current.has(task.id)) continue;
      reported.current.add(task.id);
      callback(task);
    }
  });
}

function keepSettled<TResult, TMeta>(
  results: readonly { readonly data: SettledTask<TResult, TMeta> | null | undefined }[],
): readonly SettledTask<TResult, TMeta>[] {
  return results.flatMap(({ data }) => data ?? []);
}
