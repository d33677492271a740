import type {
  AnyCeleryResultsError,
  CeleryClient,
  GroupStatus,
  NoReverseMatch,
  PollOptions,
  ResultValidationError,
  TaskDefinition,
  TaskStatus,
  WaitTimeoutError,
} from '@celery-results/client';
import type { DataTag, QueryClient, QueryObserverOptions, SkipToken } from '@tanstack/query-core';
import { celeryKeys, type Key } from './celery-keys.ts';
import { checkDeadline, createDeadline } from './deadline.ts';
import { type Follow, followQuery } from './follow-query.ts';
import { findQuery, keepError } from './keep-error.ts';
import { createPolling, type Polling } from './polling.ts';

/** An id, or none yet. Null, undefined and `skipToken` leave the query idle. */
export type Id = string | null | undefined | SkipToken;

/**
 * Type of `error`: a failed request, an id that no URL takes, a result that its schema rejects, or the end of
 * `timeout`. `code` is the discriminator. A failed task is data, and no error.
 */
export type StatusError = AnyCeleryResultsError | NoReverseMatch | ResultValidationError | WaitTimeoutError;

/** TanStack's own options that do not concern when a status is read again: those are set by these packages. */
export interface QuerySettings<TStatus>
  extends Pick<
    QueryObserverOptions,
    | 'gcTime'
    | 'meta'
    | 'networkMode'
    | 'notifyOnChangeProps'
    | 'refetchIntervalInBackground'
    | 'refetchOnMount'
    | 'refetchOnReconnect'
    | 'refetchOnWindowFocus'
    | 'retryOnMount'
  > {
  /** False: reads nothing, and keeps the data. Default true. */
  readonly enabled?: boolean | undefined;
  readonly throwOnError?: boolean | ((error: StatusError) => boolean) | undefined;
  readonly placeholderData?: TStatus | ((previous: TStatus | undefined) => TStatus | undefined) | undefined;
}

/** Options of the status hooks and of their query options. The client's `poll` has the defaults of the intervals. */
export interface StatusOptions<TStatus, TData = TStatus, TResult = unknown, TMeta = unknown>
  extends PollOptions,
    QuerySettings<TStatus> {
  /** Selects `data` from each status. The component renders again when the selection changes. Default: the status. */
  readonly select?: ((status: TStatus) => TData) | undefined;
  /**
   * Milliseconds from `startedAt` after which an unfinished status is the error `WAIT_TIMEOUT`, and polling ends. The
   * data stays. Default: no limit.
   */
  readonly timeout?: number | undefined;
  /** When the task was started, in milliseconds since 1970. Default: the first read. */
  readonly startedAt?: number | undefined;
  /**
   * Types the result and the meta, and checks them: see `defineTask`. Components of one task share a cache entry, so
   * give all of them the same definition.
   */
  readonly task?: TaskDefinition<TResult, TMeta> | undefined;
}

/**
 * What a read needs of the context of a query. An adapter may have a copy of TanStack's core of its own, whose
 * `QueryClient` is another class to TypeScript. So `client` has no type here: see {@link clientOf}.
 */
export interface ReadContext {
  readonly client: object;
  readonly signal: AbortSignal;
}

/**
 * TanStack query options that are never idle, as suspense and prefetching need them. Their members have types that
 * every adapter takes: Vue's, for example, have no place for the key's tag.
 */
export interface ActiveOptions<TStatus, TError, TData, TKey extends Key<string>>
  extends Pick<Polling, 'staleTime' | 'refetchInterval' | 'structuralSharing'> {
  /** `getQueryData` infers the type of the cached data from it. */
  readonly queryKey: DataTag<TKey, TStatus, TError>;
  readonly queryFn: (context: ReadContext) => Promise<TStatus>;
  readonly select?: (status: TStatus) => TData;
  /** False. Adapters infer the type of `error` from the function's, and `useQueries` from that of `throwOnError`. */
  readonly retry: false | ((failureCount: number, error: TError) => boolean);
  readonly throwOnError?: boolean | ((error: TError) => boolean);
}

/** TanStack query options of a status. They are idle (`enabled` is false) while there is no id. */
export interface StatusQueryOptions<TStatus, TData, TKey extends Key<string>>
  extends ActiveOptions<TStatus, StatusError, TData, TKey> {
  readonly enabled: boolean;
}

/**
 * Creates query options of one task's status, for hooks, loaders, `useQueries` and prefetching. The query polls until
 * the task is final. A final status is never read again. When the last observer unsubscribes, the request is aborted.
 *
 * @example useQueries({ queries: ids.map((id) => taskStatusOptions(client, id)) })
 */
export function taskStatusOptions<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  client: CeleryClient,
  id: Id,
  options: StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta> = {},
): StatusQueryOptions<TaskStatus<TResult, TMeta>, TData, Key<'task'>> {
  return hasId(id)
    ? { ...suspenseStatusOptions(client, id, options), enabled: options.enabled ?? true }
    : createIdleQuery(client, celeryKeys.task(client, null), options);
}

/** Creates {@link taskStatusOptions} that are never idle: `useSuspenseQuery` needs an id. */
export function suspenseStatusOptions<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  client: CeleryClient,
  id: string,
  options: StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta> = {},
): ActiveOptions<TaskStatus<TResult, TMeta>, StatusError, TData, Key<'task'>> {
  const { task } = options;
  const read = (signal: AbortSignal) => client.taskStatus(id, { signal, task, retry: false });
  const follow: Follow<TaskStatus<TResult, TMeta>> = (follower) => client.followTask(id, follower, { task });
  const isPushed = () => client.isPushed('task', id);
  return createQuery({ client, queryKey: celeryKeys.task(client, id), options, read, follow, isPushed });
}

/** Creates query options of one group's status. The query polls an unknown or empty group until it is saved. */
export function groupStatusOptions<TResult = unknown, TMeta = unknown, TData = GroupStatus<TResult, TMeta>>(
  client: CeleryClient,
  id: Id,
  options: StatusOptions<GroupStatus<TResult, TMeta>, TData, TResult, TMeta> = {},
): StatusQueryOptions<GroupStatus<TResult, TMeta>, TData, Key<'group'>> {
  const { task } = options;
  if (!hasId(id)) return createIdleQuery(client, celeryKeys.group(client, null), options);
  const read = (signal: AbortSignal) => client.groupStatus(id, { signal, task, retry: false });
  const follow: Follow<GroupStatus<TResult, TMeta>> = (follower) => client.followGroup(id, follower, { task });
  const isPushed = () => client.isPushed('group', id);
  const queryKey = celeryKeys.group(client, id);
  return { ...createQuery({ client, queryKey, options, read, follow, isPushed }), enabled: options.enabled ?? true };
}

/** Returns the `QueryClient` of a read, of whichever copy of TanStack's core: all of version 5 have its methods. */
export function clientOf({ client }: ReadContext): QueryClient {
  return client as QueryClient;
}

/** Rejects, as every read of a query without an id does. Only a `refetch` by hand sends such a read. */
export function rejectIdle(): Promise<never> {
  return Promise.reject(new Error('This query is idle: it has no id to read.'));
}

/** Whether there is an id. A value of a wrong type counts as one: its read rejects with `NoReverseMatch`. */
export function hasId(id: Id): id is string {
  return id !== null && id !== undefined && typeof id !== 'symbol';
}

type QueryStatusOptions<TStatus, TData> = Omit<StatusOptions<TStatus, TData>, 'task'> & { readonly task?: unknown };

interface StatusQuery<TStatus, TData, TKey extends Key<string>> {
  readonly client: CeleryClient;
  readonly queryKey: TKey;
  readonly options: QueryStatusOptions<TStatus, TData>;
  readonly read: (signal: AbortSignal) => Promise<TStatus>;
  readonly follow: Follow<TStatus>;
  /** Whether the server pushes the status now. */
  readonly isPushed: () => boolean;
}

/** Creates a query that reads a status, and follows it where the server pushes. */
function createQuery<TStatus extends TaskStatus | GroupStatus, TData, TKey extends Key<string>>({
  client,
  queryKey,
  options,
  read,
  follow,
  isPushed,
}: StatusQuery<TStatus, TData, TKey>): ActiveOptions<TStatus, StatusError, TData, TKey> {
  const { task: _, enabled: __, interval, maxInterval, timeout, startedAt, ...settings } = options;
  const deadline = createDeadline({ timeout, startedAt });
  const query: ActiveOptions<TStatus, StatusError, TData, TKey> = {
    // an option that is undefined is TanStack's default
    ...(settings as Pick<ActiveOptions<TStatus, StatusError, TData, TKey>, 'select'>),
    queryKey: queryKey as DataTag<TKey, TStatus, StatusError>,
    queryFn: (context) => {
      const queryClient = clientOf(context);
      return keepError(queryClient, queryKey, async () => {
        const status = await deferRead(read, context);
        followQuery(queryClient, queryKey, follow);
        return checkDeadline(status, deadline(findQuery(queryClient, queryKey)));
      });
    },
    ...createPolling(client, { interval, maxInterval, deadline }, isPushed),
  };
  return query;
}

/**
 * Creates a query that reads nothing. `enabled` keeps it idle, since TanStack's `skipToken` differs between two copies
 * of its core. A `refetch` by hand fails.
 */
function createIdleQuery<TStatus extends TaskStatus | GroupStatus, TData, TKey extends Key<string>>(
  client: CeleryClient,
  queryKey: TKey,
  options: QueryStatusOptions<TStatus, TData>,
): StatusQueryOptions<TStatus, TData, TKey> {
  const query = createQuery<TStatus, TData, TKey>({
    client,
    queryKey,
    options,
    read: rejectIdle,
    follow: () => () => undefined,
    isPushed: () => false,
  });
  return { ...query, enabled: false };
}

/**
 * Reads in a microtask, and passes the query's signal on.
 *
 * TanStack aborts a query whose signal was used as soon as its last observer unsubscribes. StrictMode makes the first
 * observer unsubscribe and subscribe again at once. Without the delay, that would abort the request and send a second.
 */
async function deferRead<T>(
  read: (signal: AbortSignal) => Promise<T>,
  context: { readonly signal: AbortSignal },
): Promise<T> {
  await Promise.resolve();
  return read(context.signal);
}
