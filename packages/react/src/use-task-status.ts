'use client';
import type { AnyCeleryResultsError, TaskStatus } from '@celery-results/client';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { PollOptions } from './poll-interval.ts';
import { useCeleryClient } from './provider.tsx';
import { type Id, taskStatusOptions } from './status-options.ts';

/** Options of {@link useTaskStatus}. */
export interface UseTaskStatusOptions<TResult, TMeta, TData> extends PollOptions {
  /** Picks what the component needs; it renders again only when that changes. */
  readonly select?: (task: TaskStatus<TResult, TMeta>) => TData;
}

/**
 * One task's status, asked for until it is final. TanStack's result as it is; a failed task is data, an error is a request that failed.
 *
 * @throws Error outside a `CeleryResultsProvider`
 * @example const { data } = useTaskStatus(id); // data?.phase, data?.isReady
 */
export function useTaskStatus<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  id: Id,
  { select, ...poll }: UseTaskStatusOptions<TResult, TMeta, TData> = {},
): UseQueryResult<TData, AnyCeleryResultsError> {
  const options = taskStatusOptions<TResult, TMeta>(useCeleryClient(), id, poll);
  // TData is the model itself unless `select` says otherwise, which the default of a type parameter cannot express
  return useQuery({ ...options, ...(select ? { select } : {}) } as never);
}
