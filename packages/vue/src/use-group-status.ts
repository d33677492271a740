import type { GroupStatus } from '@celery-results/client';
import { groupStatusOptions, type Id, type StatusError, type StatusOptions } from '@celery-results/query';
import { type UseQueryReturnType, useQuery } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { useCeleryClient } from './plugin.ts';

/**
 * Polls one group with its members until every member is final. Returns TanStack's result; `data` is a ref of a
 * `GroupStatus`. An id of null or undefined leaves the query idle.
 *
 * @throws Error without the plugin `celeryResults`
 */
export function useGroupStatus<TResult = unknown, TMeta = unknown, TData = GroupStatus<TResult, TMeta>>(
  id: MaybeRefOrGetter<Id>,
  options?: MaybeRefOrGetter<StatusOptions<GroupStatus<TResult, TMeta>, TData, TResult, TMeta>>,
): UseQueryReturnType<TData, StatusError> {
  const client = useCeleryClient();
  return useQuery(() => groupStatusOptions(client, toValue(id), toValue(options)));
}
