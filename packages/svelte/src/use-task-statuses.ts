import type { TaskStatus } from '@celery-results/client';
import { combineStatuses, type StatusOptions, type TaskStatuses, taskStatusOptions } from '@celery-results/query';
import { createQueries } from '@tanstack/svelte-query';
import { getCeleryClient } from './client-context.ts';

/**
 * Polls many tasks until all are final. Returns them in the order of the ids, with counts and progress as of a group.
 * Each task has its own cache entry. A repeated id is read once. Null and undefined mean no ids.
 *
 * @throws Error without `setCeleryClient` above
 * @example const all = useTaskStatuses(() => ids); // all.progress.percent; do not destructure it
 */
export function useTaskStatuses<TResult = unknown, TMeta = unknown>(
  ids: () => readonly string[] | null | undefined,
  options: Omit<StatusOptions<TaskStatus<TResult, TMeta>, TaskStatus<TResult, TMeta>, TResult, TMeta>, 'select'> = {},
): TaskStatuses<TResult, TMeta> {
  const client = getCeleryClient();
  return createQueries(() => {
    const current = ids() ?? [];
    return {
      queries: [...new Set(current)].map((id) => taskStatusOptions<TResult, TMeta>(client, id, options)),
      combine: (results) => combineStatuses(current, results),
    };
  });
}
