import { TaskUnknownError, WaitTimeoutError } from './task-errors.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';
import { type Watch, watch } from './watch.ts';

/** What a wait is given, besides what it watches with. */
export interface Wait<T> extends Pick<Watch<T>, 'read' | 'delay'> {
  readonly id: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds by the clock, whatever happens; undefined for no limit. */
  readonly timeout?: number | undefined;
  /** Milliseconds after which a task of which nothing was seen is given up; undefined for never. */
  readonly unknownAfter?: number | undefined;
  readonly onUpdate?: ((status: T) => void) | undefined;
  /** Ends the wait early by throwing. */
  readonly check?: (status: T) => void;
}

/**
 * Watches until the answer is final.
 *
 * @throws WaitTimeoutError, TaskUnknownError, the signal's reason, and the errors of a request for which asking again cannot help
 */
export async function waitFor<T extends TaskStatus | GroupStatus>(wait: Wait<T>): Promise<T> {
  const { id, signal, timeout, unknownAfter, onUpdate, check } = wait;
  const start = Date.now();
  const over = new AbortController();
  const timer = timeout === undefined ? undefined : setTimeout(() => over.abort(), timeout);
  let last: T | undefined;
  let failed: unknown;
  const isOver = AbortSignal.any(signal ? [signal, over.signal] : [over.signal]);
  const read: Watch<T>['read'] = async (inner) => {
    const status = await wait.read(inner);
    failed = undefined;
    const waited = Date.now() - start;
    if (unknownAfter !== undefined && waited >= unknownAfter && isUnknown(status))
      throw new TaskUnknownError(id, waited);
    return status;
  };
  try {
    const onError = (error: unknown): void => {
      failed = error;
    };
    for await (const status of watch({ read, delay: wait.delay, signal: isOver, onError })) {
      last = status;
      onUpdate?.(status);
      check?.(status);
      if (status.isReady) return status;
    }
    throw new Error('a watch ends with a final answer');
  } catch (error) {
    if (over.signal.aborted && !signal?.aborted) throw new WaitTimeoutError(id, last, failed ? { cause: failed } : {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** A group that nobody saved has no tasks; a task that nobody has seen may yet be pending on plain Django. */
function isUnknown(status: TaskStatus | GroupStatus): boolean {
  if ('tasks' in status) return status.tasks.length === 0;
  return status.phase === 'unknown' || (status.phase === 'pending' && !status.known);
}
