'use client';
import type { TaskListBody } from '@celery-results/client';
import { type ListError, type TaskListFilters, taskListOptions } from '@celery-results/query';
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';

/**
 * Lists the stored tasks, page by page. `fetchNextPage` reads older tasks, and `fetchPreviousPage` reads newer ones.
 * Only on `@celery-results/server`, with the right to list.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example const { data, fetchNextPage } = useTaskList({ status: 'FAILURE' }); // data?.pages[0]?.tasks
 */
export function useTaskList(
  filters?: TaskListFilters,
): UseInfiniteQueryResult<InfiniteData<TaskListBody, string | undefined>, ListError> {
  return useInfiniteQuery(taskListOptions(useCeleryClient(), filters));
}
