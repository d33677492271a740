'use client';
import type { GroupStatus } from '@celery-results/client';
import { groupStatusOptions, type Id, type StatusError, type StatusOptions } from '@celery-results/query';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';

/**
 * Polls one group with its members until every member is final. Returns TanStack's result; `data` is a `GroupStatus`.
 * An id of null, undefined or `skipToken` leaves the query idle.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example const { data } = useGroupStatus(id); // data?.counts, data?.progress
 */
export function useGroupStatus<TResult = unknown, TMeta = unknown, TData = GroupStatus<TResult, TMeta>>(
  id: Id,
  options?: StatusOptions<GroupStatus<TResult, TMeta>, TData, TResult, TMeta>,
): UseQueryResult<TData, StatusError> {
  return useQuery(groupStatusOptions(useCeleryClient(), id, options));
}
