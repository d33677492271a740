'use client';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';
import { type TaskResultOptions, taskResultOptions } from './task-result-options.ts';

/**
 * One task's result, suspended until the task is final. A task that failed, was revoked or ignored goes to the error boundary as one of the
 * client's `TaskError`s.
 *
 * @throws Error outside a `CeleryResultsProvider`
 * @example const { rows } = useSuspenseTaskResult<Report>(id);
 */
export function useSuspenseTaskResult<TResult = unknown>(id: string, options?: TaskResultOptions<TResult>): TResult {
  return useSuspenseQuery(taskResultOptions(useCeleryClient(), id, options)).data;
}
