import type { TaskPhase } from './protocol/index.ts';
import type { GroupStatus, Progress, TaskStatus } from './task-status.ts';

/** A group's counts and progress from its members, in their order: also for tasks that are no group of Celery's. */
export function toGroupStatus<TResult, TMeta>(
  id: string,
  tasks: readonly TaskStatus<TResult, TMeta>[],
): GroupStatus<TResult, TMeta> {
  const counts = countsOf(tasks);
  const isKnown = tasks.length > 0;
  return {
    id,
    tasks,
    counts,
    progress: groupProgress(tasks),
    isReady: isKnown && counts.ready === counts.total,
    isSuccessful: isKnown && counts.succeeded === counts.total,
    isFailed: counts.failed > 0,
  };
}

function countsOf(tasks: readonly TaskStatus[]): GroupStatus['counts'] {
  const counts: Record<TaskPhase, number> & { total: number; ready: number } = {
    ...{ unknown: 0, pending: 0, running: 0, retrying: 0, succeeded: 0, failed: 0, revoked: 0, ignored: 0 },
    total: tasks.length,
    ready: 0,
  };
  for (const task of tasks) {
    counts[task.phase] += 1;
    if (task.isReady) counts.ready += 1;
  }
  return counts;
}

/** Members that are final count whole, running ones by their own percentage. */
function groupProgress(tasks: readonly TaskStatus[]): Progress {
  let done = 0;
  let parts = 0;
  for (const task of tasks) {
    if (task.isReady) done += 1;
    else if (task.phase === 'running') parts += (task.progress?.percent ?? 0) / 100;
  }
  const percent = tasks.length === 0 ? null : ((done + parts) / tasks.length) * 100;
  return { current: done, total: tasks.length, percent };
}
