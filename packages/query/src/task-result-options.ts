import {
  type AnyTaskError,
  type CeleryClient,
  isPermanentError,
  type PollOptions,
  type SettledTask,
  type SucceededTask,
  type TaskDefinition,
  type TaskStatus,
  toTaskError,
} from '@celery-results/client';
import { type DataTag, QueryObserver } from '@tanstack/query-core';
import { celeryKeys, type Key } from './celery-keys.ts';
import {
  type ActiveOptions,
  clientOf,
  hasId,
  type Id,
  rejectIdle,
  type StatusError,
  suspenseStatusOptions,
} from './status-options.ts';

/** Options of {@link taskResultOptions}. */
export interface TaskResultOptions<TResult = unknown> extends PollOptions {
  /** Types the result, and checks it: see `defineTask`. */
  readonly task?: TaskDefinition<TResult, unknown> | undefined;
}

/** Type of the error: a permanent error of a request, or a final task without a result. */
export type ResultError = StatusError | AnyTaskError;

/**
 * Creates query options of one task's result. The query is pending until the task is final. Then its data is the
 * result, or its error is the `TaskError` of a task without a result.
 *
 * The query observes the cache entry of `taskStatusOptions`. So both queries share their requests, and send none in a
 * hidden tab. An id of null, undefined or `skipToken` leaves the query idle.
 */
export function taskResultOptions<TResult = unknown>(
  client: CeleryClient,
  id: Id,
  options: TaskResultOptions<TResult> = {},
): ActiveOptions<TResult, ResultError, TResult, Key<'result'>> & { readonly enabled: boolean } {
  return {
    queryKey: celeryKeys.result(client, hasId(id) ? id : null) as DataTag<Key<'result'>, TResult, ResultError>,
    queryFn: async (context) => {
      if (!hasId(id)) return rejectIdle();
      const status = suspenseStatusOptions<TResult, unknown, TaskStatus<TResult>>(client, id, options);
      const task = await waitUntilSettled<TResult>(new QueryObserver(clientOf(context), status), context.signal);
      const error = toTaskError(task);
      if (error) throw error;
      // a final task without an error has succeeded
      return (task as SucceededTask<TResult>).result;
    },
    retry: false,
    structuralSharing: true,
    staleTime: () => Number.POSITIVE_INFINITY,
    refetchInterval: () => false,
    enabled: hasId(id),
  };
}

interface ObservedStatus<TResult> {
  readonly data: TaskStatus<TResult> | undefined;
  readonly error: StatusError | null;
}

/** The members of a `QueryObserver` that a wait needs. */
interface StatusObserver<TResult> {
  getCurrentResult(): ObservedStatus<TResult>;
  subscribe(listener: (result: ObservedStatus<TResult>) => void): () => void;
}

/** Observes a task until it is final. Rejects with a permanent error, and with the signal's reason. */
function waitUntilSettled<TResult>(
  observer: StatusObserver<TResult>,
  signal: AbortSignal,
): Promise<SettledTask<TResult>> {
  return new Promise((resolve, reject) => {
    const onStatus = ({ data, error }: ObservedStatus<TResult>): void => {
      if (data?.isReady) resolve(data);
      else if (isPermanentError(error)) reject(error);
      else return;
      unsubscribe();
    };
    const unsubscribe = observer.subscribe(onStatus);
    signal.addEventListener('abort', () => {
      unsubscribe();
      reject(signal.reason);
    });
    // subscribe does not report a status that is already in the cache
    onStatus(observer.getCurrentResult());
  });
}
