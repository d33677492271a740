import type {
  AnyCeleryResultsError,
  CeleryClient,
  GroupStatus,
  NoReverseMatch,
  PollOptions,
  ResultValidationError,
  TaskDefinition,
  TaskStatus,
} from '@celery-results/client';
import {
  type QueryFunction,
  queryOptions,
  type SkipToken,
  skipToken,
  type UndefinedInitialDataOptions,
  type UseSuspenseQueryOptions,
} from '@tanstack/react-query';
import { celeryKeys, type Key } from './celery-keys.ts';
import { polling } from './polling.ts';

/** An id, or nothing yet: null, undefined and `skipToken` leave the query idle. */
export type Id = string | null | undefined | SkipToken;

/**
 * What `error` can be, told apart by `code`: a request that failed, an id that no URL can carry, or a result that does not fit its
 * definition. A task that failed is data.
 */
export type StatusError = AnyCeleryResultsError | NoReverseMatch | ResultValidationError;

/** Options of the hooks and of the option factories. */
export interface StatusOptions<TStatus, TData = TStatus, TResult = unknown, TMeta = unknown> extends PollOptions {
  /** Picks what the component needs from each answer; it renders again only when that changes. Default: the whole answer. */
  readonly select?: (status: TStatus) => TData;
  /** Checks what comes, and types it: see `defineTask`. Components of one task share its cache entry, so they should share this too. */
  readonly task?: TaskDefinition<TResult, TMeta>;
}

type Options<TStatus, TData, TKey extends Key<string>> = UndefinedInitialDataOptions<TStatus, StatusError, TData, TKey>;

/** TanStack query options whose key knows the type of what it caches. */
export type StatusQueryOptions<TStatus, TData, TKey extends Key<string>> = ReturnType<
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
  { select, task, ...poll }: StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta> = {},
): StatusQueryOptions<TaskStatus<TResult, TMeta>, TData, Key<'task'>> {
  const known = knownId(id);
  const queryKey = celeryKeys.task(client, known);
  const options: Options<TaskStatus<TResult, TMeta>, TData, typeof queryKey> = {
    queryKey,
    queryFn: known === null ? skipToken : abortable((signal) => client.taskStatus(known, { signal, task })),
    ...polling(client, poll),
    ...(select && { select }),
  };
  return queryOptions(options);
}

/** TanStack query options that are never idle. */
export type ActiveOptions<TQuery, TError, TData, TKey extends Key<string>> = UseSuspenseQueryOptions<
  TQuery,
  TError,
  TData,
  TKey
> & { readonly queryFn: QueryFunction<TQuery, TKey> };

/** {@link taskStatusOptions} of an id that is there, for suspense, which cannot wait for one. */
export function suspenseStatusOptions<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  client: CeleryClient,
  id: string,
  { select, task, ...poll }: StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta> = {},
): ActiveOptions<TaskStatus<TResult, TMeta>, StatusError, TData, Key<'task'>> {
  return {
    queryKey: celeryKeys.task(client, id),
    queryFn: abortable((signal) => client.taskStatus(id, { signal, task })),
    ...polling(client, poll),
    ...(select && { select }),
  };
}

/** The same for one group. An unknown or empty group is asked for again: it may be saved any moment. */
export function groupStatusOptions<TResult = unknown, TMeta = unknown, TData = GroupStatus<TResult, TMeta>>(
  client: CeleryClient,
  id: Id,
  { select, task, ...poll }: StatusOptions<GroupStatus<TResult, TMeta>, TData, TResult, TMeta> = {},
): StatusQueryOptions<GroupStatus<TResult, TMeta>, TData, Key<'group'>> {
  const known = knownId(id);
  const queryKey = celeryKeys.group(client, known);
  const options: Options<GroupStatus<TResult, TMeta>, TData, typeof queryKey> = {
    queryKey,
    queryFn: known === null ? skipToken : abortable((signal) => client.groupStatus(known, { signal, task })),
    ...polling(client, poll),
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
