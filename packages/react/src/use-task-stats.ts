'use client';
import type { StatsBody } from '@celery-results/client';
import { type ListError, type TaskStatsOptions, taskStatsOptions } from '@celery-results/query';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';

/**
 * Reads numbers over all tasks every 10 s. `window` is that of the activity: the last hour by default. Only on
 * `@celery-results/server`, with the rights to all tasks and to list.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 */
export function useTaskStats(options?: TaskStatsOptions): UseQueryResult<StatsBody, ListError> {
  return useQuery(taskStatsOptions(useCeleryClient(), options));
}
