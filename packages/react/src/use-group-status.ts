'use client';
import type { GroupStatus } from '@celery-results/client';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';
import { groupStatusOptions, type Id, type StatusError, type StatusOptions } from './status-options.ts';

/**
 * One group with its members, asked for until every member is final. TanStack's result as it is.
 *
 * @throws Error outside a `CeleryResultsProvider`
 * @example const { data } = useGroupStatus(id); // data?.counts, data?.progress
 */
export function useGroupStatus<TResult = unknown, TMeta = unknown, TData = GroupStatus<TResult, TMeta>>(
  id: Id,
  options?: StatusOptions<GroupStatus<TResult, TMeta>, TData, TResult, TMeta>,
): UseQueryResult<TData, StatusError> {
  return useQuery(groupStatusOptions(useCeleryClient(), id, options));
}
