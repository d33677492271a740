import type { TaskStatus } from '@celery-results/client';
import { combineStatuses, type StatusOptions, type TaskStatuses, taskStatusOptions } from '@celery-results/query';
import { type QueryKey, useQueries } from '@tanstack/vue-query';
import { type ComputedRef, computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useCeleryClient } from './plugin.ts';

/** The options of one query, without the tag of the key, which the type of Vue's `useQueries` does not allow. */
type TaskQuery<TResult, TMeta> = Omit<ReturnType<typeof taskStatusOptions<TResult, TMeta>>, 'queryKey'> & {
  readonly queryKey: QueryKey;
};

/**
 * Polls many tasks until all are final. Returns a ref of the tasks in the order of the ids, with counts and progress as
 * of a group. Each task has its own cache entry. A repeated id is read once. Null and undefined mean no ids.
 *
 * @throws Error without the plugin `celeryResults`
 * @example const all = useTaskStatuses(() => props.ids); // all.value.progress.percent
 */
export function useTaskStatuses<TResult = unknown, TMeta = unknown>(
  ids: MaybeRefOrGetter<readonly string[] | null | undefined>,
  options: Omit<StatusOptions<TaskStatus<TResult, TMeta>, TaskStatus<TResult, TMeta>, TResult, TMeta>, 'select'> = {},
): ComputedRef<TaskStatuses<TResult, TMeta>> {
  const client = useCeleryClient();
  const createQuery = (id: string): TaskQuery<TResult, TMeta> => taskStatusOptions(client, id, options);
  const list = computed(() => toValue(ids) ?? []);
  const results = useQueries({ queries: () => [...new Set(list.value)].map(createQuery) });
  return computed(() => combineStatuses(list.value, results.value));
}
