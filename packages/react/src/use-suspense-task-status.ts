'use client';
import type { TaskStatus } from '@celery-results/client';
import { type UseSuspenseQueryResult, useSuspenseQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';
import { type StatusError, type StatusOptions, suspenseStatusOptions } from './status-options.ts';

/**
 * One task's status, suspended until the first answer, then asked for until it is final. A first request that fails goes to the error
 * boundary; a task that failed is data.
 *
 * @throws Error outside a `CeleryResultsProvider`
 */
export function useSuspenseTaskStatus<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  id: string,
  options?: StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta>,
): UseSuspenseQueryResult<TData, StatusError> {
  return useSuspenseQuery(suspenseStatusOptions(useCeleryClient(), id, options));
}
