import type { TaskStatus } from '@celery-results/client';

/** Estimated times of a task. All numbers are milliseconds. */
export interface TaskEstimate {
  /**
   * Time since the start: `startedAt`, else `date_started` of `@celery-results/server`, else the first running status
   * on this page. Null before the start. Does not change after the task is final.
   */
  readonly elapsed: number | null;
  /**
   * Time until the end, at the speed of the last steps. Null if it cannot be estimated: before three steps in three
   * seconds, without a percentage, and when a step takes far longer than earlier ones. 0 when the task is final.
   */
  readonly remaining: number | null;
  /** Time since the last change of the status on this page. 0 when the task is final. */
  readonly unchangedFor: number;
  /** Whether an unfinished task has not changed for `stalledAfter`. */
  readonly isStalled: boolean;
}

/** The history of one task on this page. */
export interface TaskHistory {
  task: TaskStatus | undefined;
  /** Times in milliseconds since 1970. */
  changedAt: number;
  startedAt: number | undefined;
  /** The last steps of the percentage, each higher than the previous one. */
  steps: readonly { readonly at: number; readonly percent: number }[];
}

/** The times for an estimate, in milliseconds. The first two are since 1970. */
interface EstimateTimes {
  /** Latest time at which the status is known: the current time, or the last answer while reads fail. */
  readonly now: number;
  readonly startedAt: number | undefined;
  readonly stalledAfter: number | undefined;
}

/** Largest and smallest number of steps for computing a speed. */
const MAX_STEPS = 12;
const MIN_STEPS = 4;
const MIN_MS = 3_000;
/** There is no estimate if a step takes longer than the mean of earlier steps times this factor. */
const SLOW_STEP = 4;

export const NO_HISTORY: Readonly<TaskHistory> = { task: undefined, changedAt: 0, startedAt: undefined, steps: [] };

/** Adds a status that arrived at this time. Progress that goes back, as in another try, starts a new list of steps. */
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

/** Estimates the times of a task from its history. */
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
