import type {
  AnyCeleryResultsError,
  CeleryClient,
  Follower,
  GroupStatus,
  NoReverseMatch,
  PollOptions,
  ReadOptions,
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

/** An id. Null, undefined and `skipToken` mean that there is no id yet, and leave the query idle. */
export type Id = string | null | undefined | SkipToken;

/**
 * Type of `error`: a failed request, an id that is invalid in a URL, a result that its schema rejects, or the end of
 * `timeout`. `code` is the discriminator. A failed task is data, not an error.
 */
export type StatusError = AnyCeleryResultsError | NoReverseMatch | ResultValidationError | WaitTimeoutError;

/** TanStack's own options, except those for the time of the next read, which these packages set. */
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
  /** Time at which the task was started, in milliseconds since 1970. Default: the first read. */
  readonly startedAt?: number | undefined;
  /**
   * Types the result and the meta, and checks them: see `defineTask`. Components of one task share a cache entry, so
   * give all of them the same definition.
   */
  readonly task?: TaskDefinition<TResult, TMeta> | undefined;
}

/**
 * The part of a query's context that a read needs. An adapter may have its own copy of TanStack's core, and its
 * `QueryClient` is then another class for TypeScript. So `client` has no type here: see {@link clientOf}.
 */
export interface ReadContext {
  readonly client: object;
  readonly signal: AbortSignal;
}

/**
 * TanStack query options that are never idle, for suspense and prefetching. Their members have types that every adapter
 * accepts: Vue's types, for example, do not allow the tag of the key.
 */
export interface ActiveOptions<TStatus, TError, TData, TKey extends Key<string>>
  extends Pick<Polling, 'staleTime' | 'refetchInterval' | 'structuralSharing'> {
  /** `getQueryData` infers the type of the cached data from it. */
  readonly queryKey: DataTag<TKey, TStatus, TError>;
  readonly queryFn: (context: ReadContext) => Promise<TStatus>;
  readonly select?: (status: TStatus) => TData;
  /** False. Adapters infer the type of `error` from this function type, but `useQueries` from `throwOnError`. */
  readonly retry: false | ((failureCount: number, error: TError) => boolean);
  readonly throwOnError?: boolean | ((error: TError) => boolean);
}

/** TanStack query options of a status. The query is idle (`enabled` is false) while there is no id. */
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
  return { ...createQuery(client, 'task', id, options), enabled: isEnabled(id, options) };
}

/** Creates {@link taskStatusOptions} that are never idle: `useSuspenseQuery` needs an id. */
export function suspenseStatusOptions<TResult = unknown, TMeta = unknown, TData = TaskStatus<TResult, TMeta>>(
  client: CeleryClient,
  id: string,
  options: StatusOptions<TaskStatus<TResult, TMeta>, TData, TResult, TMeta> = {},
): ActiveOptions<TaskStatus<TResult, TMeta>, StatusError, TData, Key<'task'>> {
  return createQuery(client, 'task', id, options);
}

/** Creates query options of one group's status. The query polls an unknown or empty group until it is saved. */
export function groupStatusOptions<TResult = unknown, TMeta = unknown, TData = GroupStatus<TResult, TMeta>>(
  client: CeleryClient,
  id: Id,
  options: StatusOptions<GroupStatus<TResult, TMeta>, TData, TResult, TMeta> = {},
): StatusQueryOptions<GroupStatus<TResult, TMeta>, TData, Key<'group'>> {
  return { ...createQuery(client, 'group', id, options), enabled: isEnabled(id, options) };
}

/** Returns the `QueryClient` of a read. It may come from any copy of TanStack's core: version 5 has these methods. */
export function clientOf({ client }: Pick<ReadContext, 'client'>): QueryClient {
  return client as QueryClient;
}

/** Rejects, since a query without an id cannot read. Only a `refetch` by hand calls this function. */
export function rejectIdle(): Promise<never> {
  return Promise.reject(new Error('This query is idle: it has no id to read.'));
}

/** Returns whether there is an id. A value of a wrong type counts as one: its read rejects with `NoReverseMatch`. */
export function hasId(id: Id): id is string {
  return id !== null && id !== undefined && typeof id !== 'symbol';
}

/** `enabled` keeps a query without an id idle, since TanStack's `skipToken` differs between two copies of its core. */
function isEnabled(id: Id, { enabled = true }: Pick<QuerySettings<unknown>, 'enabled'>): boolean {
  return hasId(id) && enabled;
}

/** The client's methods that read and follow a status. */
const METHODS = {
  task: { read: 'taskStatus', follow: 'followTask' },
  group: { read: 'groupStatus', follow: 'followGroup' },
} as const;

/** Creates a query that reads a status, and follows it if the server pushes. Without an id, each read fails. */
function createQuery<TStatus extends TaskStatus | GroupStatus, TData, TKind extends 'task' | 'group'>(
  client: CeleryClient,
  kind: TKind,
  anyId: Id,
  options: Omit<StatusOptions<TStatus, TData>, 'task'> & Pick<ReadOptions, 'task'>,
): ActiveOptions<TStatus, StatusError, TData, Key<TKind>> {
  const { task, enabled: _, interval, maxInterval, timeout, startedAt, ...settings } = options;
  const id = hasId(anyId) ? anyId : null;
  const queryKey = celeryKeys[kind](client, id) as Key<TKind>;
  const deadline = createDeadline({ timeout, startedAt });
  // the compiler cannot see that the kind selects the type of the status
  const read = (signal: AbortSignal): Promise<TStatus> =>
    id === null ? rejectIdle() : (client[METHODS[kind].read](id, { signal, task, retry: false }) as Promise<never>);
  const follow: Follow<TStatus> = (follower) =>
    client[METHODS[kind].follow](id as string, follower as Follower<TaskStatus | GroupStatus>, { task });
  const isPushed = (): boolean => client.isPushed(kind, id as string);
  return {
    // TanStack uses its default for an undefined option
    ...(settings as Pick<ActiveOptions<TStatus, StatusError, TData, Key<TKind>>, 'select'>),
    queryKey: queryKey as DataTag<Key<TKind>, TStatus, StatusError>,
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
}

/**
 * Reads in a microtask with the query's signal.
 *
 * If a query has used its signal, TanStack aborts it when its last observer unsubscribes. StrictMode makes the first
 * observer unsubscribe and subscribe again at once. Without the delay, this would abort the request and send a second.
 */
async function deferRead<T>(
  read: (signal: AbortSignal) => Promise<T>,
  context: { readonly signal: AbortSignal },
): Promise<T> {
  await Promise.resolve();
  return read(context.signal);
}
