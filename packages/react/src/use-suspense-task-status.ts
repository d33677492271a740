'use client';
import type { TaskStatus } from '@celery-results/client';
import { type StatusError, type StatusOptions, suspenseStatusOptions } from '@celery-results/query';
import { type UseSuspenseQueryResult, useSuspenseQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';

/**
 * Suspends until the first response, then polls until the task is final. Returns TanStack's result. If the first
 * request fails, it throws to the error boundary. A failed task is data.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 */
export function useSuspenseTaskStatus<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  id: string,
  options?: StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta>,
): UseSuspenseQueryResult<TData, StatusError> {
  return useSuspenseQuery(suspenseStatusOptions(useCeleryClient(), id, options));
}
