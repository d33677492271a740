import {
  type AnyTaskError,
  type CeleryClient,
  isPermanentError,
  type PollOptions,
  type SettledTask,
  type TaskDefinition,
  type TaskStatus,
  toTaskError,
} from '@celery-results/client';
import { QueryObserver } from '@tanstack/react-query';
import { celeryKeys, type Key } from './celery-keys.ts';
import { type ActiveOptions, type StatusError, suspenseStatusOptions } from './status-options.ts';

/** Options of an awaited result. */
export interface TaskResultOptions<TResult = unknown> extends PollOptions {
  /** Checks the result, and types it: see `defineTask`. */
  readonly task?: TaskDefinition<TResult, unknown>;
}

/** What a result is not there for: a request that failed for good, or a task that has none. */
export type ResultError = StatusError | AnyTaskError;

/**
 * Query options of one task's result: pending until the task is final, then the result, or a `TaskError` for a task that has none. They follow the
 * cache entry of `taskStatusOptions`, so both together cost the requests of one, and none in a hidden tab.
 */
export function taskResultOptions<TResult = unknown>(
  client: CeleryClient,
  id: string,
  options: TaskResultOptions<TResult> = {},
): ActiveOptions<TResult, ResultError, TResult, Key<'result'>> {
  return {
    queryKey: celeryKeys.result(client, id),
    queryFn: async ({ client: queryClient, signal }) => {
      const status = suspenseStatusOptions<TResult>(client, id, options);
      const task = await settled<TResult>(new QueryObserver(queryClient, status), signal);
      if (task.phase === 'succeeded') return task.result;
      throw toTaskError(task);
    },
    retry: false,
    staleTime: 'static',
  };
}

type StatusObserver<TResult> = QueryObserver<
  TaskStatus<TResult>,
  StatusError,
  TaskStatus<TResult>,
  TaskStatus<TResult>,
  Key<'task'>
>;

/** Follows a task until it is final. An error is only a missing answer, unless asking again cannot help. */
function settled<TResult>(observer: StatusObserver<TResult>, signal: AbortSignal): Promise<SettledTask<TResult>> {
  return new Promise((resolve, reject) => {
    const look = ({
      data,
      error,
    }: Pick<ReturnType<StatusObserver<TResult>['getCurrentResult']>, 'data' | 'error'>): void => {
      if (data?.isReady) resolve(data);
      else if (isPermanentError(error)) reject(error);
      else return;
      stop();
    };
    const stop = observer.subscribe(look);
    signal.addEventListener('abort', () => {
      stop();
      reject(signal.reason);
    });
    // what is cached already is no news to a subscriber
    look(observer.getCurrentResult());
  });
}
