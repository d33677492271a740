import type { GroupStatus } from '@celery-results/client';
import { groupStatusOptions, type Id, type StatusError, type StatusOptions } from '@celery-results/query';
import { type CreateQueryResult, createQuery } from '@tanstack/svelte-query';
import { getCeleryClient } from './client-context.ts';

/**
 * Polls one group with its members until every member is final. Takes functions, like `createQuery`. Returns
 * TanStack's result; `data` is a `GroupStatus`. An id of null or undefined leaves the query idle.
 *
 * @throws Error without `setCeleryClient` above
 */
export function useGroupStatus<TResult = unknown, TMeta = unknown, TData = GroupStatus<TResult, TMeta>>(
  id: () => Id,
  options: () => StatusOptions<GroupStatus<TResult, TMeta>, TData, TResult, TMeta> = () => ({}),
): CreateQueryResult<TData, StatusError> {
  const client = getCeleryClient();
  return createQuery(() => groupStatusOptions(client, id(), options()));
}
