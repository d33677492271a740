/** The times at which the tasks of a page end. */
export interface TaskSchedule {
  readonly tasks: number;
  /** Milliseconds from the start of all tasks to the end of the first one. */
  readonly firstEnd: number;
  /** Milliseconds from the start of all tasks to the end of the last one. */
  readonly lastEnd: number;
}

/** The stored state and result of a task. */
export interface TaskState {
  readonly status: 'PENDING' | 'PROGRESS' | 'SUCCESS';
  readonly result: { readonly current: number; readonly total: number } | null;
}

const TOTAL = 100;
/** Interval at which a worker stores progress. */
const STEP_MS = 500;

/** Milliseconds until a task ends. The ends are evenly distributed. */
export function endOf({ tasks, firstEnd, lastEnd }: TaskSchedule, index: number): number {
  return firstEnd + ((lastEnd - firstEnd) * index) / Math.max(1, tasks - 1);
}

/** The state of a task after some milliseconds: pending in the first step, then with progress, then successful. */
export function stateAt(schedule: TaskSchedule, index: number, elapsed: number): TaskState {
  const end = endOf(schedule, index);
  if (elapsed >= end) return { status: 'SUCCESS', result: null };
  const step = Math.floor(elapsed / STEP_MS) * STEP_MS;
  if (step === 0) return { status: 'PENDING', result: null };
  return { status: 'PROGRESS', result: { current: Math.floor((step / end) * TOTAL), total: TOTAL } };
}
