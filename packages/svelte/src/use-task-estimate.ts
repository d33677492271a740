import { type EstimateOptions, type Id, type TaskEstimate, taskEstimateOptions } from '@celery-results/query';
import { type CreateQueryResult, createQuery } from '@tanstack/svelte-query';
import { getCeleryClient } from './client-context.ts';

/**
 * Estimates the times of a task every second. `useTaskStatus` has to follow the task on the same page. Returns
 * TanStack's result; `data` has `elapsed`, `remaining`, `unchangedFor` and `isStalled`. It sends no request.
 *
 * @throws Error without `setCeleryClient` above
 * @example const times = useTaskEstimate(() => id); // times.data?.remaining
 */
export function useTaskEstimate(
  id: () => Id,
  options: () => EstimateOptions = () => ({}),
): CreateQueryResult<TaskEstimate, Error> {
  const client = getCeleryClient();
  return createQuery(() => taskEstimateOptions(client, id(), options()));
}
