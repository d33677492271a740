import type { TaskStatus } from '@celery-results/client';
import { type Id, type StatusError, type StatusOptions, taskStatusOptions } from '@celery-results/query';
import { type UseQueryReturnType, useQuery } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { useCeleryClient } from './plugin.ts';

/**
 * Polls one task until it is final. Returns TanStack's result; `data` is a ref of a `TaskStatus`. A failed task is
 * data; `error` is a failed request. An id of null or undefined leaves the query idle. Use a ref or a getter for an id
 * that changes.
 *
 * @throws Error without the plugin `celeryResults`
 * @example const { data: task } = useTaskStatus(() => props.id); // task.value?.phase
 */
export function useTaskStatus<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  id: MaybeRefOrGetter<Id>,
  options?: MaybeRefOrGetter<StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta>>,
): UseQueryReturnType<TData, StatusError> {
  const client = useCeleryClient();
  return useQuery(() => taskStatusOptions(client, toValue(id), toValue(options)));
}
