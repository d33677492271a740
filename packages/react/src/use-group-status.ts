'use client';
import type { AnyCeleryResultsError, GroupStatus } from '@celery-results/client';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { PollOptions } from './poll-interval.ts';
import { useCeleryClient } from './provider.tsx';
import { groupStatusOptions, type Id } from './status-options.ts';

/** Options of {@link useGroupStatus}. */
export interface UseGroupStatusOptions<TResult, TMeta, TData> extends PollOptions {
  /** Picks what the component needs; it renders again only when that changes. */
  readonly select?: (group: GroupStatus<TResult, TMeta>) => TData;
}

/**
 * One group with its members, asked for until every member is final. TanStack's result as it is.
 *
 * @throws Error outside a `CeleryResultsProvider`
 * @example const { data } = useGroupStatus(id); // data?.counts, data?.progress
 */
export function useGroupStatus<TResult = unknown, TMeta = unknown, TData = GroupStatus<TResult, TMeta>>(
  id: Id,
  { select, ...poll }: UseGroupStatusOptions<TResult, TMeta, TData> = {},
): UseQueryResult<TData, AnyCeleryResultsError> {
  const options = groupStatusOptions<TResult, TMeta>(useCeleryClient(), id, poll);
  // TData is the model itself unless `select` says otherwise, which the default of a type parameter cannot express
  return useQuery({ ...options, ...(select ? { select } : {}) } as never);
}
