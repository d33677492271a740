'use client';
import type { TaskDetailV1 } from '@celery-results/client';
import { type Id, type ListError, type RefreshOptions, taskDetailOptions } from '@celery-results/query';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';

/**
 * Reads all stored data of a task, every 2 s until it is final. Only on `@celery-results/server`.
 * An id of null, undefined or `skipToken` leaves the query idle.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 */
export function useTaskDetail(id: Id, options?: RefreshOptions): UseQueryResult<TaskDetailV1, ListError> {
  return useQuery(taskDetailOptions(useCeleryClient(), id, options));
}
