'use client';
import { type EstimateOptions, type Id, type TaskEstimate, taskEstimateOptions } from '@celery-results/query';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';

/**
 * Estimates the times of a task every second. `useTaskStatus` has to follow the task on the same page. Returns
 * TanStack's result; `data` has `elapsed`, `remaining`, `unchangedFor` and `isStalled`. It sends no request.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example const { data } = useTaskEstimate(id, { stalledAfter: 60_000 }); // data?.remaining, data?.isStalled
 */
export function useTaskEstimate(id: Id, options?: EstimateOptions): UseQueryResult<TaskEstimate, Error> {
  return useQuery(taskEstimateOptions(useCeleryClient(), id, options));
}
