import type { AnyCeleryResultsError, CeleryClient, GroupStatus, TaskStatus } from '@celery-results/client';
import { queryOptions, type SkipToken, skipToken, type UndefinedInitialDataOptions } from '@tanstack/react-query';
import { celeryKeys } from './celery-keys.ts';
import type { PollOptions } from './poll-interval.ts';
import { polling } from './polling.ts';

/** An id, or nothing yet: null, undefined and `skipToken` leave the query idle. */
export type Id = string | null | undefined | SkipToken;

type TaskKey = ReturnType<typeof celeryKeys.task>;
type GroupKey = ReturnType<typeof celeryKeys.group>;
type TaskOptions<R, M> = UndefinedInitialDataOptions<
  TaskStatus<R, M>,
  AnyCeleryResultsError,
  TaskStatus<R, M>,
  TaskKey
>;
type GroupOptions<R, M> = UndefinedInitialDataOptions<
  GroupStatus<R, M>,
  AnyCeleryResultsError,
  GroupStatus<R, M>,
  GroupKey
>;

/** Options with the key typed by what it caches, as `queryOptions` gives them. */
export type TaskStatusOptions<TResult, TMeta> = ReturnType<
  typeof queryOptions<TaskStatus<TResult, TMeta>, AnyCeleryResultsError, TaskStatus<TResult, TMeta>, TaskKey>
>;
export type GroupStatusOptions<TResult, TMeta> = ReturnType<
  typeof queryOptions<GroupStatus<TResult, TMeta>, AnyCeleryResultsError, GroupStatus<TResult, TMeta>, GroupKey>
>;

/**
 * Query options of one task's status, for hooks, loaders, `useQueries` and prefetching. Polls until the task is final and then
 * never again: a final answer is static, whatever is focused, reconnected or mounted anew.
 *
 * @example useQueries({ queries: ids.map((id) => taskStatusOptions(client, id)) })
 */
export function taskStatusOptions<TResult = unknown, TMeta = unknown>(
  client: CeleryClient,
  id: Id,
  poll: PollOptions = {},
): TaskStatusOptions<TResult, TMeta> {
  const known = knownId(id);
  const options: TaskOptions<TResult, TMeta> & { readonly queryKey: TaskKey } = {
    queryKey: celeryKeys.task(client, known),
    // the signal stays unread: under StrictMode it would abort the first read and send a second
    queryFn: known === null ? skipToken : () => client.taskStatus<TResult, TMeta>(known),
    ...polling(poll),
  };
  return queryOptions(options);
}

/** Query options of one group's status. An unknown or empty group is asked for again: it may be saved any moment. */
export function groupStatusOptions<TResult = unknown, TMeta = unknown>(
  client: CeleryClient,
  id: Id,
  poll: PollOptions = {},
): GroupStatusOptions<TResult, TMeta> {
  const known = knownId(id);
  const options: GroupOptions<TResult, TMeta> & { readonly queryKey: GroupKey } = {
    queryKey: celeryKeys.group(client, known),
    queryFn: known === null ? skipToken : () => client.groupStatus<TResult, TMeta>(known),
    ...polling(poll),
  };
  return queryOptions(options);
}

function knownId(id: Id): string | null {
  return typeof id === 'string' ? id : null;
}
