/** How long the tasks of a page run. */
export interface Script {
  readonly tasks: number;
  /** Milliseconds from the start of all to the end of the first and of the last. */
  readonly firstEnd: number;
  readonly lastEnd: number;
}

/** What is stored of a task. */
export interface Scene {
  readonly status: 'PENDING' | 'PROGRESS' | 'SUCCESS';
  readonly result: { readonly current: number; readonly total: number } | null;
}

const TOTAL = 100;
/** Milliseconds between two writes of a worker. */
const STEP = 500;

/** When a task ends; their ends are spread evenly. */
export function endOf({ tasks, firstEnd, lastEnd }: Script, index: number): number {
  return firstEnd + ((lastEnd - firstEnd) * index) / Math.max(1, tasks - 1);
}

/** What a worker has stored of a task by then: nothing for the first step, then progress every half second, then a result. */
export function sceneAt(script: Script, index: number, elapsed: number): Scene {
  const end = endOf(script, index);
  if (elapsed >= end) return { status: 'SUCCESS', result: null };
  const step = Math.floor(elapsed / STEP) * STEP;
  if (step === 0) return { status: 'PENDING', result: null };
  return { status: 'PROGRESS', result: { current: Math.floor((step / end) * TOTAL), total: TOTAL } };
}
