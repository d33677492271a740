import type { CeleryClient, WaitOptions, WatchOptions } from './celery-client.ts';
import type { LastRead, PollOptions } from './schedule/poll-delay.ts';
import { toTaskError } from './task-errors.ts';
import type { GroupStatus, SettledTask, TaskStatus } from './task-status.ts';
import { waitFor } from './wait-for.ts';
import { watch } from './watch.ts';

/** The methods of a client that go on until something is final, over those that read once. */

type TaskWait<TResult, TMeta> = WaitOptions<TaskStatus<TResult, TMeta>, TResult, TMeta>;
type GroupWait<TResult, TMeta> = WaitOptions<GroupStatus<TResult, TMeta>, TResult, TMeta>;

export async function waitForTaskSettled<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: TaskWait<TResult, TMeta> = {},
): Promise<SettledTask<TResult, TMeta>> {
  const read = (signal: AbortSignal) => client.taskStatus<TResult, TMeta>(id, { ...options, signal });
  return (await waitFor({ ...options, id, read, delay: delayOf(client, options) })) as SettledTask<TResult, TMeta>;
}

export async function waitForTask<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options?: TaskWait<TResult, TMeta>,
): Promise<TResult> {
  const task = await waitForTaskSettled<TResult, TMeta>(client, id, options);
  if (task.phase !== 'succeeded') throw toTaskError(task);
  return task.result;
}

export async function waitForGroup<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: GroupWait<TResult, TMeta> = {},
): Promise<readonly TResult[]> {
  const read = (signal: AbortSignal) => client.groupStatus<TResult, TMeta>(id, { ...options, signal });
  const check = ({ tasks }: GroupStatus<TResult, TMeta>): void => {
    for (const task of tasks) {
      const error = toTaskError(task);
      if (error) throw error;
    }
  };
  const group = await waitFor({ ...options, id, read, check, delay: delayOf(client, options) });
  return group.tasks.flatMap((task) => (task.phase === 'succeeded' ? [task.result] : []));
}

export function watchTask<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: WatchOptions<TResult, TMeta> = {},
): AsyncGenerator<TaskStatus<TResult, TMeta>, TaskStatus<TResult, TMeta>, undefined> {
  const read = (signal: AbortSignal) => client.taskStatus<TResult, TMeta>(id, { ...options, signal });
  return watch({ ...endless(options), read, delay: delayOf(client, options) });
}

export function watchGroup<TResult, TMeta>(
  client: CeleryClient,
  id: string,
  options: WatchOptions<TResult, TMeta> = {},
): AsyncGenerator<GroupStatus<TResult, TMeta>, GroupStatus<TResult, TMeta>, undefined> {
  const read = (signal: AbortSignal) => client.groupStatus<TResult, TMeta>(id, { ...options, signal });
  return watch({ ...endless(options), read, delay: delayOf(client, options) });
}

function endless({ signal = new AbortController().signal, onError }: WatchOptions) {
  return { signal, onError };
}

function delayOf(client: CeleryClient, { interval, maxInterval }: PollOptions): (last: LastRead) => number {
  const own = { ...(interval && { interval }), ...(maxInterval && { maxInterval }) };
  return (last) => client.pollDelay(last, own);
}
