import { type EstimateOptions, type Id, type TaskEstimate, taskEstimateOptions } from '@celery-results/query';
import { type UseQueryReturnType, useQuery } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { useCeleryClient } from './plugin.ts';

/**
 * Estimates the times of a task every second. `useTaskStatus` has to follow the task on the same page. Returns
 * TanStack's result; `data` has `elapsed`, `remaining`, `unchangedFor` and `isStalled`. It sends no request.
 *
 * @throws Error without the plugin `celeryResults`
 * @example const { data: times } = useTaskEstimate(() => props.id); // times.value?.remaining
 */
export function useTaskEstimate(
  id: MaybeRefOrGetter<Id>,
  options?: MaybeRefOrGetter<EstimateOptions>,
): UseQueryReturnType<TaskEstimate, Error> {
  const client = useCeleryClient();
  return useQuery(() => taskEstimateOptions(client, toValue(id), toValue(options)));
}
