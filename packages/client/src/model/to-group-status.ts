import type { TaskPhase } from '../protocol/index.ts';
import { round } from './parse-amount.ts';
import type { GroupStatus, Progress, TaskStatus } from './task-status.ts';

/** Combines tasks into the status of a group, in their order. They do not need to be a group in Celery. */
export function toGroupStatus<TResult, TMeta>(
  id: string,
  tasks: readonly TaskStatus<TResult, TMeta>[],
): GroupStatus<TResult, TMeta> {
  const counts = countPhases(tasks);
  const hasMembers = tasks.length > 0;
  return {
    id,
    tasks,
    counts,
    progress: computeProgress(tasks),
    phase: computePhase(counts),
    isReady: hasMembers && counts.ready === counts.total,
    isSuccessful: hasMembers && counts.succeeded === counts.total,
    isFailed: counts.failed > 0,
  };
}

function countPhases(tasks: readonly TaskStatus[]): GroupStatus['counts'] {
  const counts: Record<TaskPhase, number> & { total: number; ready: number } = {
    unknown: 0,
    pending: 0,
    running: 0,
    retrying: 0,
    succeeded: 0,
    failed: 0,
    revoked: 0,
    ignored: 0,
    total: tasks.length,
    ready: 0,
  };
  for (const task of tasks) {
    counts[task.phase] += 1;
    if (task.isReady) counts.ready += 1;
  }
  return counts;
}

function computePhase({ total, ready, ...counts }: GroupStatus['counts']): TaskPhase {
  if (total > 0 && counts.unknown === total) return 'unknown';
  if (counts.pending + counts.unknown === total) return 'pending';
  if (ready < total) return 'running';
  return (['failed', 'revoked', 'succeeded'] as const).find((phase) => counts[phase] > 0) ?? 'ignored';
}

/** Computes the progress: a final member counts 1, any other its own percentage. */
function computeProgress(tasks: readonly TaskStatus[]): Progress {
  let ready = 0;
  let share = 0;
  for (const task of tasks) {
    if (task.isReady) ready += 1;
    else share += (task.progress?.percent ?? 0) / 100;
  }
  const percent = tasks.length === 0 ? null : round(((ready + share) / tasks.length) * 100);
  return { current: ready, total: tasks.length, percent };
}
