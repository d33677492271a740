'use client';
import type { TaskStatus } from '@celery-results/client';
import { type Id, type StatusError, type StatusOptions, taskStatusOptions } from '@celery-results/query';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';

/**
 * Polls one task until it is final. Returns TanStack's result; `data` is a `TaskStatus`. A failed task is data; `error`
 * is a failed request. An id of null, undefined or `skipToken` leaves the query idle.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example const { data } = useTaskStatus(id); // data?.phase, data?.isReady
 */
export function useTaskStatus<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  id: Id,
  options?: StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta>,
): UseQueryResult<TData, StatusError> {
  return useQuery(taskStatusOptions(useCeleryClient(), id, options));
}
