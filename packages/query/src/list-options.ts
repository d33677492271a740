import {
  type AnyCeleryResultsError,
  type CeleryClient,
  FINAL_STATES,
  type NoReverseMatch,
  type StatsBody,
  type StatsQuery,
  type TaskDetailV1,
  type TaskListBody,
  type TaskListQuery,
} from '@celery-results/client';
import type { DataTag, InfiniteData } from '@tanstack/query-core';
import { celeryKeys, type Key, type ListKey } from './celery-keys.ts';
import { checkMilliseconds } from './check-milliseconds.ts';
import { hasId, type Id, rejectIdle } from './status-options.ts';

/** Type of `error` of these queries: a failed request, or an id that is invalid in a URL. See its `code`. */
export type ListError = AnyCeleryResultsError | NoReverseMatch;

/** The filters of a list. Its cursor is the parameter of a page. */
export type TaskListFilters = Omit<TaskListQuery, 'cursor'>;

/** Options for repeated reads of a query while it is displayed. */
export interface RefreshOptions {
  /** Milliseconds between two reads, 1 or more; false: never. Other values cause a RangeError. */
  readonly interval?: number | false | undefined;
}

/** What numbers over all tasks are read, and how often. */
export interface TaskStatsOptions extends RefreshOptions, StatsQuery {}

/** Milliseconds between two reads of the numbers. The server uses the same interval. */
const STATS_MS = 10_000;
/** Milliseconds between two reads of a task that is not final. */
const DETAIL_MS = 2_000;

/** TanStack's options of an infinite query. Next pages are older, and previous pages newer. */
export interface TaskListOptions {
  readonly queryKey: DataTag<ListKey, InfiniteData<TaskListBody, string | undefined>, ListError>;
  readonly queryFn: (context: {
    readonly signal: AbortSignal;
    readonly pageParam: string | undefined;
  }) => Promise<TaskListBody>;
  readonly initialPageParam: string | undefined;
  readonly getNextPageParam: (page: TaskListBody) => string | null;
  readonly getPreviousPageParam: (page: TaskListBody) => string | null;
  readonly retry: false;
}

/** TanStack's options of a query that reads at an interval. */
export interface RefreshedOptions<TData, TKey extends Key<string>> {
  readonly queryKey: DataTag<TKey, TData, ListError>;
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<TData>;
  readonly retry: false;
  readonly refetchInterval: (query: { readonly state: { readonly data: TData | undefined } }) => number | false;
}

/**
 * Creates options of a list of stored tasks, for an infinite query. It is not read again automatically: fetch the
 * previous page for newer tasks. Only `@celery-results/server` has lists.
 */
export function taskListOptions(client: CeleryClient, filters: TaskListFilters = {}): TaskListOptions {
  return {
    queryKey: celeryKeys.tasks(client, filters) as TaskListOptions['queryKey'],
    queryFn: ({ signal, pageParam: cursor }) => client.listTasks({ ...filters, cursor }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next,
    getPreviousPageParam: ({ previous }) => previous,
    retry: false,
  };
}

/**
 * Creates options of the details of one task. They are read again until the task is final, every 2 s by default. An id
 * of null, undefined or `skipToken` leaves the query idle.
 */
export function taskDetailOptions(
  client: CeleryClient,
  id: Id,
  { interval = DETAIL_MS }: RefreshOptions = {},
): RefreshedOptions<TaskDetailV1, Key<'detail'>> & { readonly enabled: boolean } {
  checkInterval(interval);
  return {
    queryKey: celeryKeys.detail(client, hasId(id) ? id : null) as DataTag<Key<'detail'>, TaskDetailV1, ListError>,
    queryFn: ({ signal }) => (hasId(id) ? client.taskDetail(id, { signal }) : rejectIdle()),
    retry: false,
    refetchInterval: ({ state: { data } }) => (data && FINAL_STATES.has(data.status) ? false : interval),
    enabled: hasId(id),
  };
}

/** Creates options of the numbers over all tasks. They are read again every 10 s by default. */
export function taskStatsOptions(
  client: CeleryClient,
  { interval = STATS_MS, window }: TaskStatsOptions = {},
): RefreshedOptions<StatsBody, Key<'stats'>> {
  checkInterval(interval);
  return {
    queryKey: celeryKeys.stats(client, window) as DataTag<Key<'stats'>, StatsBody, ListError>,
    queryFn: ({ signal }) => client.stats({ window }, { signal }),
    retry: false,
    refetchInterval: () => interval,
  };
}

/** Checks an interval. TanStack would stop reading for 0 and NaN, and read without a pause for a negative number. */
function checkInterval(interval: number | false): void {
  if (interval !== false) checkMilliseconds('interval', interval, 1);
}
