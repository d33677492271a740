import { TaskUnknownError, WaitTimeoutError } from '../errors/task-errors.ts';
import { checkFunction, checkMilliseconds } from '../lib/check-option.ts';
import type { GroupStatus, TaskStatus } from '../model/task-status.ts';
import { type Watch, watch } from './watch.ts';

/** Options of {@link waitFor}. */
export interface Wait<T> extends Pick<Watch<T>, 'read' | 'delay' | 'follow'> {
  readonly id: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole wait; undefined for no limit. */
  readonly timeout?: number | undefined;
  /** Milliseconds after which a task without a row is an error; undefined for never. */
  readonly unknownAfter?: number | undefined;
  readonly onUpdate?: ((status: T) => void) | undefined;
  /** Milliseconds without a change after which `onStalled` is called; undefined for never. */
  readonly stalledAfter?: number | undefined;
  readonly onStalled?: ((status: T) => void) | undefined;
  /** Called with each new status. Ends the wait with the error that it throws. */
  readonly check?: (status: T) => void;
}

/**
 * Polls until the status is final, and returns it.
 *
 * @throws WaitTimeoutError, TaskUnknownError, the signal's reason, and permanent errors of a request
 */
export async function waitFor<T extends TaskStatus | GroupStatus>(wait: Wait<T>): Promise<T> {
  const { id, signal, timeout, unknownAfter, onUpdate, stalledAfter, onStalled, check } = wait;
  checkMilliseconds('timeout', timeout, 0);
  checkMilliseconds('unknownAfter', unknownAfter, 0);
  checkMilliseconds('stalledAfter', stalledAfter);
  checkFunction('onUpdate', onUpdate);
  checkFunction('onStalled', onStalled);
  const start = Date.now();
  const timedOut = new AbortController();
  const timer = timeout === undefined ? undefined : setTimeout(() => timedOut.abort(), timeout);
  let lastStatus: T | undefined;
  let lastError: unknown;
  let stallTimer: ReturnType<typeof setTimeout> | undefined;
  const read: Watch<T>['read'] = async (readSignal) => {
    const status = await wait.read(readSignal);
    lastError = undefined;
    const waitedMs = Date.now() - start;
    if (unknownAfter !== undefined && waitedMs >= unknownAfter && isUnknown(status))
      throw new TaskUnknownError(id, waitedMs);
    return status;
  };
  // while the server pushes, the next poll is minutes later
  const delay: Watch<T>['delay'] = (last) => {
    const restMs = start + (unknownAfter ?? 0) - Date.now();
    return restMs > 0 ? Math.min(wait.delay(last), restMs) : wait.delay(last);
  };
  const restartStallTimer = (): void => {
    clearTimeout(stallTimer);
    if (stalledAfter !== undefined) stallTimer = setTimeout(reportStall, stalledAfter);
  };
  const reportStall = (): void => {
    // a failed read has no information about the task
    if (lastError === undefined) onStalled?.(lastStatus as T);
    else restartStallTimer();
  };
  const onError = (error: unknown): void => {
    lastError = error;
  };
  const watchSignal = AbortSignal.any(signal ? [signal, timedOut.signal] : [timedOut.signal]);
  try {
    for await (const status of watch({ ...wait, read, delay, signal: watchSignal, onError })) {
      lastStatus = status;
      restartStallTimer();
      onUpdate?.(status);
      check?.(status);
      if (status.isReady) return status;
    }
    throw new Error('a watch ends with a final status');
  } catch (error) {
    if (timedOut.signal.aborted && !signal?.aborted)
      throw new WaitTimeoutError(id, lastStatus, lastError ? { cause: lastError } : {});
    throw error;
  } finally {
    clearTimeout(timer);
    clearTimeout(stallTimer);
  }
}

/** Returns whether a status has no row: a group without tasks, or a task that is unknown or pending. */
function isUnknown(status: TaskStatus | GroupStatus): boolean {
  if ('tasks' in status) return status.tasks.length === 0;
  return status.phase === 'unknown' || (status.phase === 'pending' && !status.known);
}
