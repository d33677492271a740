import type {
  AnyCeleryResultsError,
  CeleryClient,
  GroupStatus,
  NoReverseMatch,
  TaskStatus,
} from '@celery-results/client';
import { queryOptions, type SkipToken, skipToken, type UndefinedInitialDataOptions } from '@tanstack/react-query';
import { celeryKeys } from './celery-keys.ts';
import type { PollOptions } from './poll-interval.ts';
import { polling } from './polling.ts';

/** An id, or nothing yet: null, undefined and `skipToken` leave the query idle. */
export type Id = string | null | undefined | SkipToken;

/** What `error` can be, told apart by `code`: a request that failed, or an id that no URL can carry. A task that failed is data. */
export type StatusError = AnyCeleryResultsError | NoReverseMatch;

/** Options of the hooks and of the option factories. */
export interface StatusOptions<TStatus, TData = TStatus> extends PollOptions {
  /** Picks what the component needs from each answer; it renders again only when that changes. Default: the whole answer. */
  readonly select?: (status: TStatus) => TData;
}

type Key = ReturnType<typeof celeryKeys.task> | ReturnType<typeof celeryKeys.group>;
type Options<TStatus, TData, TKey extends Key> = UndefinedInitialDataOptions<TStatus, StatusError, TData, TKey>;

/** TanStack query options whose key knows the type of what it caches. */
export type StatusQueryOptions<TStatus, TData, TKey extends Key> = ReturnType<
  typeof queryOptions<TStatus, StatusError, TData, TKey>
>;

/**
 * Query options of one task's status, for hooks, loaders, `useQueries` and prefetching. They poll until the task is final; a final
 * answer is static, whatever is focused, reconnected or mounted anew. The last observer to leave aborts the request.
 *
 * @example useQueries({ queries: ids.map((id) => taskStatusOptions(client, id)) })
 */
export function taskStatusOptions<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  client: CeleryClient,
  id: Id,
  { select, ...poll }: StatusOptions<TaskStatus<TResult, TMeta>, TData> = {},
): StatusQueryOptions<TaskStatus<TResult, TMeta>, TData, ReturnType<typeof celeryKeys.task>> {
  const known = knownId(id);
  const queryKey = celeryKeys.task(client, known);
  const options: Options<TaskStatus<TResult, TMeta>, TData, typeof queryKey> = {
    queryKey,
    queryFn: known === null ? skipToken : abortable((signal) => client.taskStatus<TResult, TMeta>(known, { signal })),
    ...polling(poll),
    ...(select && { select }),
  };
  return queryOptions(options);
}

/** The same for one group. An unknown or empty group is asked for again: it may be saved any moment. */
export function groupStatusOptions<TResult = unknown, TMeta = unknown, TData = GroupStatus<TResult, TMeta>>(
  client: CeleryClient,
  id: Id,
  { select, ...poll }: StatusOptions<GroupStatus<TResult, TMeta>, TData> = {},
): StatusQueryOptions<GroupStatus<TResult, TMeta>, TData, ReturnType<typeof celeryKeys.group>> {
  const known = knownId(id);
  const queryKey = celeryKeys.group(client, known);
  const options: Options<GroupStatus<TResult, TMeta>, TData, typeof queryKey> = {
    queryKey,
    queryFn: known === null ? skipToken : abortable((signal) => client.groupStatus<TResult, TMeta>(known, { signal })),
    ...polling(poll),
    ...(select && { select }),
  };
  return queryOptions(options);
}

function knownId(id: Id): string | null {
  return typeof id === 'string' ? id : null;
}

/**
 * A query function that hands the query's signal on, a microtask late: TanStack aborts a read whose signal was taken as soon as its last
 * observer leaves, and StrictMode makes the first one leave and come back at once, which would cost a second request.
 */
function abortable<T>(read: (signal: AbortSignal) => Promise<T>) {
  return async (context: { readonly signal: AbortSignal }): Promise<T> => {
    await Promise.resolve();
    return read(context.signal);
  };
}
