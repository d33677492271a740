import type { GroupStatus, TaskStatus } from './task-status.ts';

/**
 * Returns the text of a task beside its percentage: the message of its exception, else the description of its progress.
 * Undefined without both.
 *
 * @example describeTask(task); // 'row 7: price is missing', or 'reading rows'
 */
export function describeTask(task: TaskStatus): string | undefined {
  const { phase, progress } = task;
  const isException = phase === 'failed' || phase === 'revoked' || phase === 'retrying';
  return (isException && (task.message ?? task.result)) || progress?.description;
}

/** Returns the text of a group beside its percentage, such as `3 of 8`. Undefined without members. */
export function describeGroup({ counts }: GroupStatus): string | undefined {
  return counts.total > 0 ? `${counts.ready} of ${counts.total}` : undefined;
}
