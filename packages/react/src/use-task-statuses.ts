'use client';
import { type GroupStatus, type TaskStatus, toGroupStatus } from '@celery-results/client';
import { type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useCeleryClient } from './provider.tsx';
import { type StatusError, type StatusOptions, taskStatusOptions } from './status-options.ts';

/** Many tasks as one. Until a task's first answer it counts as pending. */
export interface TaskStatuses<TResult, TMeta>
  extends Pick<GroupStatus<TResult, TMeta>, 'tasks' | 'counts' | 'progress' | 'isReady' | 'isSuccessful' | 'isFailed'> {
  /** Requests that failed last, by id. */
  readonly errors: Readonly<Record<string, StatusError>>;
}

/**
 * Many tasks, each with its own cache entry, and all of them together as `useGroupStatus` has a group. An id that occurs twice is asked for once.
 *
 * @throws Error outside a `CeleryResultsProvider`
 * @example const { tasks, progress, isReady } = useTaskStatuses(ids);
 */
export function useTaskStatuses<TResult = unknown, TMeta = unknown>(
  ids: readonly string[],
  options: Omit<StatusOptions<TaskStatus<TResult, TMeta>, TaskStatus<TResult, TMeta>, TResult, TMeta>, 'select'> = {},
): TaskStatuses<TResult, TMeta> {
  const client = useCeleryClient();
  const asked = ids.join('\n');
  // TanStack combines anew when the function is another one
  const combine = useCallback(
    (results: readonly UseQueryResult<TaskStatus<TResult, TMeta>, StatusError>[]) => combined(asked, results),
    [asked],
  );
  return useQueries({
    queries: [...new Set(ids)].map((id) => taskStatusOptions<TResult, TMeta>(client, id, options)),
    combine,
  });
}

function combined<TResult, TMeta>(
  asked: string,
  results: readonly UseQueryResult<TaskStatus<TResult, TMeta>, StatusError>[],
): TaskStatuses<TResult, TMeta> {
  const ids = asked === '' ? [] : asked.split('\n');
  const byId = new Map([...new Set(ids)].map((id, index) => [id, results[index]] as const));
  const waiting = { status: 'PENDING', phase: 'pending', isReady: false, result: null } as const;
  const { id: _, ...group } = toGroupStatus(
    '',
    ids.map((id) => byId.get(id)?.data ?? { id, ...waiting }),
  );
  const errors = [...byId].flatMap(([id, result]) => (result?.error ? [[id, result.error] as const] : []));
  return { ...group, errors: Object.fromEntries(errors) };
}
