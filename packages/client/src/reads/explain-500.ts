import { type HttpStatusError, InvalidResponseError } from '../errors/errors.ts';
import type { CeleryUrls } from '../model/celery-client.ts';
import type { TaskStatus } from '../model/task-status.ts';
import { parseTaskDone } from '../protocol/index.ts';
import type { FetchOptions } from '../schedule/coalescer.ts';
import { type DoneContext, isTaskSuccessful } from './read-done.ts';
import type { StatusCache } from './status-cache.ts';

/** The parts of a client that {@link explain500} needs. */
export interface Explain500Context extends DoneContext {
  readonly cache: Pick<StatusCache, 'addTask' | 'pushCount'>;
  readonly urls: Pick<CeleryUrls, 'taskDone' | 'groupDone'>;
}

/** An id without a task. Django answers PENDING for it, if it can read its table. */
const NO_TASK = 'celery-results.no-task';

/**
 * Finds out why Django answers 500 for a task. The 500 is permanent if Django cannot serialize the result, or cannot
 * decode the row (vectors `group-bytes`, `pickle-not-accepted`).
 *
 * `task/done` needs no result: if the task has succeeded, its status is SUCCESS with an unreadable result. If Django
 * answers for another id, it cannot read this row, and later reads will fail, too.
 *
 * @throws InvalidResponseError `UNREADABLE` for a row that Django cannot read, else the error of the 500
 */
export async function explain500(
  context: Explain500Context,
  id: string,
  error: HttpStatusError,
  options: FetchOptions,
): Promise<TaskStatus> {
  const request = { ...options, retry: false };
  const since = context.cache.pushCount();
  const isDone = await isTaskSuccessful(context, id, request).catch(() => undefined);
  if (isDone) return context.cache.addTask({ id, status: 'SUCCESS', result: null, resultUnreadable: 'unknown' }, since);
  const url = context.urls.taskDone(NO_TASK);
  const isWorking = await context.read(url, parseTaskDone, request).then(
    () => true,
    () => false,
  );
  if (!isWorking) throw error;
  throw new InvalidResponseError('UNREADABLE', 'Django answers 500 for this id, and reads others', error.url, {
    cause: error,
  });
}
