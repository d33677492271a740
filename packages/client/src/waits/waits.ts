import { toTaskError } from '../errors/task-errors.ts';
import { checkFunction } from '../lib/check-option.ts';
import type { CeleryClient, Follower, WaitOptions, WatchOptions } from '../model/celery-client.ts';
import type { GroupStatus, SettledTask, SucceededTask, TaskStatus } from '../model/task-status.ts';
import type { LastRead, PollOptions } from '../schedule/poll-delay.ts';
import { waitFor } from './wait-for.ts';
import { type Watch, watch } from './watch.ts';

/** The client's methods that poll until a task or group is final. They call the methods that read once. */

type TaskWait<TResult, TMeta> = WaitOptions<TaskStatus<TResult, TMeta>, TResult, TMeta>;
type GroupWait<TResult, TMeta> = WaitOptions<GroupStatus<TResult, TMeta>, TResult, TMeta>;

export async function waitForTaskSettled<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: TaskWait<TResult, TMeta> = {},
): Promise<SettledTask<TResult, TMeta>> {
  const read = (signal: AbortSignal) => client.taskStatus<TResult, TMeta>(id, { ...options, signal, retry: false });
  return (await waitFor({ ...options, ...taskPolling(client, id, options), id, read })) as SettledTask<TResult, TMeta>;
}

export async function waitForTask<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options?: TaskWait<TResult, TMeta>,
): Promise<TResult> {
  const task = await waitForTaskSettled<TResult, TMeta>(client, id, options);
  const error = toTaskError(task);
  if (error) throw error;
  // a final task without an error has succeeded
  return (task as SucceededTask<TResult>).result;
}

export async function waitForGroup<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: GroupWait<TResult, TMeta> = {},
): Promise<readonly TResult[]> {
  const read = (signal: AbortSignal) => client.groupStatus<TResult, TMeta>(id, { ...options, signal, retry: false });
  const check = ({ tasks }: GroupStatus<TResult, TMeta>): void => {
    for (const task of tasks) {
      const error = toTaskError(task);
      if (error) throw error;
    }
  };
  const group = await waitFor({ ...options, ...groupPolling(client, id, options), id, read, check });
  return group.tasks.flatMap((task) => (task.phase === 'succeeded' ? [task.result] : []));
}

export function watchTask<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: WatchOptions<TResult, TMeta> = {},
): AsyncGenerator<TaskStatus<TResult, TMeta>, TaskStatus<TResult, TMeta>, undefined> {
  const read = (signal: AbortSignal) => client.taskStatus<TResult, TMeta>(id, { ...options, signal, retry: false });
  return watch({ ...watchOptions(options), ...taskPolling(client, id, options), read });
}

export function watchGroup<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: WatchOptions<TResult, TMeta> = {},
): AsyncGenerator<GroupStatus<TResult, TMeta>, GroupStatus<TResult, TMeta>, undefined> {
  const read = (signal: AbortSignal) => client.groupStatus<TResult, TMeta>(id, { ...options, signal, retry: false });
  return watch({ ...watchOptions(options), ...groupPolling(client, id, options), read });
}

/** Adds a signal that never aborts, if there is none. @throws RangeError for an `onError` that is not a function */
function watchOptions({ signal = new AbortController().signal, onError }: WatchOptions) {
  checkFunction('onError', onError);
  return { signal, onError };
}

type Polling<T> = Pick<Watch<T>, 'delay' | 'follow'>;

function taskPolling<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: WatchOptions<TResult, TMeta>,
): Polling<TaskStatus<TResult, TMeta>> {
  const follow = (follower: Follower<TaskStatus<TResult, TMeta>>) => client.followTask(id, follower, options);
  return { follow, delay: delayOf(client, 'task', id, options) };
}

function groupPolling<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: WatchOptions<TResult, TMeta>,
): Polling<GroupStatus<TResult, TMeta>> {
  const follow = (follower: Follower<GroupStatus<TResult, TMeta>>) => client.followGroup(id, follower, options);
  return { follow, delay: delayOf(client, 'group', id, options) };
}

function delayOf(client: CeleryClient, kind: 'task' | 'group', id: string, { interval, maxInterval }: PollOptions) {
  const delay = (last: LastRead, isPushed: boolean) => client.pollDelay(last, { interval, maxInterval, isPushed });
  // throws for wrong bounds before the first read
  delay({ answeredAt: 0, changedAt: 0 }, false);
  return (last: LastRead): number => delay(last, client.isPushed(kind, id));
}
