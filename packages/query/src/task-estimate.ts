import type { TaskStatus } from '@celery-results/client';

/** What can be said about the time of a task. All numbers are milliseconds. */
export interface TaskEstimate {
  /**
   * Since the start: `startedAt`, else `date_started` of `@celery-results/server`, else when this page first saw the
   * task run. Null before. Stays as it is once the task is final.
   */
  readonly elapsed: number | null;
  /**
   * Until the task is done, at the speed of its last steps. Null while that means nothing: before three steps in three
   * seconds, without a percentage, and when a step takes far longer than those before. 0 once the task is final.
   */
  readonly remaining: number | null;
  /** Since the status last changed, as far as this page has seen. 0 once the task is final. */
  readonly unchangedFor: number;
  /** Whether an unfinished task has not changed for `stalledAfter`. */
  readonly isStalled: boolean;
}

/** What a page has seen of one task. */
export interface TaskHistory {
  task: TaskStatus | undefined;
  /** Times in milliseconds since 1970. */
  changedAt: number;
  startedAt: number | undefined;
  /** The last steps of the percentage, each higher than the one before. */
  steps: readonly { readonly at: number; readonly percent: number }[];
}

/** The times that an estimate depends on, in milliseconds, and since 1970 the first two. */
interface EstimateTimes {
  /** Until when the status is known to be this one: now, or the last answer while reads fail. */
  readonly now: number;
  readonly startedAt: number | undefined;
  readonly stalledAfter: number | undefined;
}

/** Number of steps that a speed is computed from, and the least. */
const MAX_STEPS = 12;
const MIN_STEPS = 4;
const MIN_MS = 3_000;
/** A step that takes as many times as long as the mean of those before says nothing about the rest. */
const SLOW_STEP = 4;

export const NO_HISTORY: Readonly<TaskHistory> = { task: undefined, changedAt: 0, startedAt: undefined, steps: [] };

/** Adds a status that arrived at this time. Progress that goes back, as in another try, begins anew. */
export function addStatus(history: TaskHistory, task: TaskStatus, at: number): TaskHistory {
  if (history.task === task) return history;
  const { steps } = history;
  const percent = task.phase === 'running' ? (task.progress?.percent ?? null) : null;
  const last = steps.at(-1)?.percent ?? -1;
  const isStep = percent !== null && percent !== last;
  const isStarted = task.phase !== 'pending' && task.phase !== 'unknown';
  return {
    task,
    changedAt: at,
    startedAt: history.startedAt ?? (isStarted ? at : undefined),
    steps: isStep ? [...(percent > last ? steps : []), { at, percent }].slice(-MAX_STEPS) : steps,
  };
}

/** Estimates the times of a task from what was seen of it. */
export function estimate(history: TaskHistory, { now, startedAt, stalledAfter }: EstimateTimes): TaskEstimate {
  const { task, changedAt } = history;
  const start = startedAt ?? parseDate(task?.date_started) ?? history.startedAt;
  const end = task?.isReady ? (parseDate(task.date_done) ?? changedAt) : now;
  const unchangedFor = !task || task.isReady ? 0 : Math.max(0, now - changedAt);
  return {
    elapsed: start === undefined ? null : Math.max(0, end - start),
    remaining: task?.isReady ? 0 : estimateRemaining(history, now),
    unchangedFor,
    isStalled: stalledAfter !== undefined && unchangedFor >= stalledAfter,
  };
}

function estimateRemaining({ steps, task }: TaskHistory, now: number): number | null {
  const [first] = steps;
  const last = steps.at(-1);
  if (!first || !last || task?.phase !== 'running' || steps.length < MIN_STEPS || last.at - first.at < MIN_MS)
    return null;
  const duration = last.at - first.at;
  const sinceStep = now - last.at;
  const rest = ((100 - last.percent) * duration) / (last.percent - first.percent) - sinceStep;
  const isSlow = sinceStep > (SLOW_STEP * duration) / (steps.length - 1);
  return isSlow || rest <= 0 ? null : Math.ceil(rest);
}

function parseDate(date: string | null | undefined): number | undefined {
  return date ? Date.parse(date) : undefined;
}
