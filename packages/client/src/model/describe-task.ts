import type { GroupStatus, TaskStatus } from './task-status.ts';

/**
 * Returns what a page says about a task besides its percentage: the words of its exception, else what it does.
 * Undefined if there is nothing to say.
 *
 * @example describeTask(task); // 'row 7: price is missing', or 'reading rows'
 */
export function describeTask(task: TaskStatus): string | undefined {
  const { phase, progress } = task;
  const isException = phase === 'failed' || phase === 'revoked' || phase === 'retrying';
  return (isException && (task.message ?? task.result)) || progress?.description;
}

/** Returns what a page says about a group besides its percentage, such as `3 of 8`. Undefined without members. */
export function describeGroup({ counts }: GroupStatus): string | undefined {
  return counts.total > 0 ? `${counts.ready} of ${counts.total}` : undefined;
}
