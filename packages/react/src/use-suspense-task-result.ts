'use client';
import { type TaskResultOptions, taskResultOptions } from '@celery-results/query';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';

/**
 * Suspends until the task is final, and returns its result. A task that failed, was revoked or was ignored throws a
 * `TaskError` to the error boundary.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example const { rows } = useSuspenseTaskResult<Report>(id);
 */
export function useSuspenseTaskResult<TResult = unknown>(id: string, options?: TaskResultOptions<TResult>): TResult {
  return useSuspenseQuery(taskResultOptions(useCeleryClient(), id, options)).data;
}
