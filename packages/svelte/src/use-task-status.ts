import type { TaskStatus } from '@celery-results/client';
import { type Id, type StatusError, type StatusOptions, taskStatusOptions } from '@celery-results/query';
import { type CreateQueryResult, createQuery } from '@tanstack/svelte-query';
import { getCeleryClient } from './client-context.ts';

/**
 * Polls one task until it is final. Takes functions, like `createQuery`, so that the id may change. Returns
 * TanStack's result; `data` is a `TaskStatus`. A failed task is data; `error` is a failed request. An id of null or
 * undefined leaves the query idle.
 *
 * @throws Error without `setCeleryClient` above
 * @example const query = useTaskStatus(() => id); // query.data?.phase
 */
export function useTaskStatus<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  id: () => Id,
  options: () => StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta> = () => ({}),
): CreateQueryResult<TData, StatusError> {
  const client = getCeleryClient();
  return createQuery(() => taskStatusOptions(client, id(), options()));
}
