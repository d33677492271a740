'use client';
import type { TaskStatus } from '@celery-results/client';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';
import { type Id, type StatusError, type StatusOptions, taskStatusOptions } from './status-options.ts';

/**
 * One task's status, asked for until it is final. TanStack's result as it is; a failed task is data, an error is a request that failed.
 *
 * @throws Error outside a `CeleryResultsProvider`
 * @example const { data } = useTaskStatus(id); // data?.phase, data?.isReady
 */
export function useTaskStatus<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  id: Id,
  options?: StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta>,
): UseQueryResult<TData, StatusError> {
  return useQuery(taskStatusOptions(useCeleryClient(), id, options));
}
