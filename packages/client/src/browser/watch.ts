import { createClient } from '../client/create-client.ts';
import { toTaskError } from '../errors/task-errors.ts';
import type { CeleryClient } from '../model/celery-client.ts';
import type { GroupStatus, SettledTask, SucceededTask, TaskStatus } from '../model/task-status.ts';

/** Functions that {@link watchTask} calls. */
export interface WatchCallbacks {
  /** Called with each status, including the final one. */
  readonly onProgress?: ((task: TaskStatus) => void) | undefined;
  /** Called once with the result of a task that has succeeded. */
  readonly onSuccess?: ((result: unknown, task: SucceededTask<unknown>) => void) | undefined;
  /** Called once, with the `TaskError` of a task that ended without a result, or with a permanent error of a read. */
  readonly onError?: ((error: unknown, task: SettledTask | undefined) => void) | undefined;
}

/** Clients by base URL: all tasks of a page share one stream and one batch. */
const CLIENTS = new Map<string, CeleryClient>();

/** Returns the page's client of a base URL. */
export function clientOf(baseUrl: string): CeleryClient {
  const client = CLIENTS.get(baseUrl) ?? createClient({ baseUrl });
  CLIENTS.set(baseUrl, client);
  return client;
}

/**
 * Follows a task to its end. Returns a function that stops following earlier.
 *
 * @example CeleryResults.watch('/celery/', id, { onProgress: ({ progress }) => …, onSuccess: (result) => … });
 */
export function watchTask(baseUrl: string, id: string, callbacks: WatchCallbacks): () => void {
  const { onProgress, onSuccess, onError } = callbacks;
  return follow(
    (signal) => clientOf(baseUrl).watchTask(id, { signal }),
    (task) => {
      onProgress?.(task);
      if (task.phase === 'succeeded') onSuccess?.(task.result, task);
      else if (task.isReady) onError?.(toTaskError(task), task);
    },
    (error) => onError?.(error, undefined),
  );
}

/** Follows a group to its end. Returns a function that stops following earlier. */
export function watchGroup(
  baseUrl: string,
  id: string,
  onStatus: (group: GroupStatus) => void,
  onError: (error: unknown) => void,
): () => void {
  return follow((signal) => clientOf(baseUrl).watchGroup(id, { signal }), onStatus, onError);
}

/** Calls `onStatus` with each status. An error of a callback goes to the page's `error` event. */
function follow<T>(
  watch: (signal: AbortSignal) => AsyncGenerator<T, T, undefined>,
  onStatus: (status: T) => void,
  onError: (error: unknown) => void,
): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const run = async (): Promise<void> => {
    for await (const status of watch(signal)) {
      if (signal.aborted) return;
      try {
        onStatus(status);
      } catch (error) {
        reportError(error);
      }
    }
  };
  run().catch((error: unknown) => {
    if (!signal.aborted) onError(error);
  });
  return () => controller.abort();
}
