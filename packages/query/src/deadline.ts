import { type GroupStatus, type TaskStatus, WaitTimeoutError } from '@celery-results/client';
import { checkMilliseconds } from './check-milliseconds.ts';

/** Time of the first read of each query, in milliseconds since 1970. */
const FIRST_READS = new WeakMap<object, number>();

/** The options that end the polling of an unfinished status, in milliseconds. */
interface DeadlineOptions {
  readonly timeout: number | undefined;
  /** In milliseconds since 1970. */
  readonly startedAt: number | undefined;
}

/**
 * Creates the function that returns the deadline of a query, in milliseconds since 1970, or undefined for none. Without
 * `startedAt`, the time counts from the first call for this query.
 *
 * @throws RangeError for a `timeout` or a `startedAt` that is not a number of milliseconds
 */
export function createDeadline({
  timeout,
  startedAt,
}: DeadlineOptions): (query: object | undefined) => number | undefined {
  checkMilliseconds('timeout', timeout, 0);
  checkMilliseconds('startedAt', startedAt, 0);
  if (timeout === undefined) return () => undefined;
  return (query) => {
    if (startedAt !== undefined) return startedAt + timeout;
    if (!query) return undefined;
    const firstRead = FIRST_READS.get(query) ?? Date.now();
    FIRST_READS.set(query, firstRead);
    return firstRead + timeout;
  };
}

/** Returns the status if it is final, or was read before the deadline. @throws WaitTimeoutError otherwise */
export function checkDeadline<T extends TaskStatus | GroupStatus>(status: T, deadline: number | undefined): T {
  if (!status.isReady && deadline !== undefined && Date.now() >= deadline)
    throw new WaitTimeoutError(status.id, status);
  return status;
}
