'use client';
import type { TaskStatus } from '@celery-results/client';
import {
  combineStatuses,
  type StatusError,
  type StatusOptions,
  type TaskStatuses,
  taskStatusOptions,
} from '@celery-results/query';
import { type SkipToken, type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useCeleryClient } from './provider.tsx';

type StatusResult<TResult, TMeta> = UseQueryResult<TaskStatus<TResult, TMeta>, StatusError>;

/**
 * Polls many tasks until all are final. Returns them in the order of the ids, with counts and progress as of a group.
 * Each task has its own cache entry. A repeated id is read once. Null, undefined and `skipToken` mean no ids.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example const { tasks, progress, isReady } = useTaskStatuses(ids);
 */
export function useTaskStatuses<TResult = unknown, TMeta = unknown>(
  ids: readonly string[] | null | undefined | SkipToken,
  options: Omit<
    StatusOptions<TaskStatus<TResult, TMeta>, TaskStatus<TResult, TMeta>, TResult, TMeta>,
    'select' | 'placeholderData'
  > = {},
): TaskStatuses<TResult, TMeta> {
  const client = useCeleryClient();
  // the ids as one string, since `ids` may be a new array: TanStack combines again if `combine` is another function
  const list = Array.isArray(ids) ? (ids as readonly string[]) : [];
  const idLines = list.join('\n');
  const combine = useCallback(
    (results: readonly StatusResult<TResult, TMeta>[]) =>
      combineStatuses(idLines === '' ? [] : idLines.split('\n'), results),
    [idLines],
  );
  return useQueries({
    queries: [...new Set(list)].map((id) => ({
      ...taskStatusOptions<TResult, TMeta>(client, id, options),
      // the defaults of a QueryClient may show the data of the task that had this place in the list before
      placeholderData: () => undefined,
    })),
    combine,
  });
}
