import type {
  GroupDetailQuery,
  GroupDetailV1,
  MemberDone,
  RouteArgs,
  RouteName,
  StatsBody,
  StatsQuery,
  TaskDetailV1,
  TaskListBody,
  TaskListQuery,
} from '../protocol/index.ts';
import type { LastRead, PollOptions } from '../schedule/poll-delay.ts';
import type { TaskDefinition } from './define-task.ts';
import type { GroupStatus, SettledTask, TaskStatus } from './task-status.ts';

/** Option of every read. */
export interface AbortOptions {
  /** Aborts the request and every pause between tries. The promise rejects with the signal's reason at once. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of one read. */
export interface ReadOptions<TResult = unknown, TMeta = unknown> extends AbortOptions {
  /** Types the result and the meta, and checks them: see `defineTask`. */
  readonly task?: TaskDefinition<TResult, TMeta> | undefined;
  /** False: sends the request once, for a caller that reads again soon. Default true: the client's `retry`. */
  readonly retry?: boolean | undefined;
}

/** Options of a watch. The client's `poll` has the defaults of the intervals. */
export interface WatchOptions<TResult = unknown, TMeta = unknown>
  extends Omit<ReadOptions<TResult, TMeta>, 'retry'>,
    PollOptions {
  /** Called with the error of each failed read that the watch repeats at the next tick. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Options of a wait. The client's `poll` has the defaults of the intervals. */
export interface WaitOptions<TStatus, TResult = unknown, TMeta = unknown>
  extends Omit<ReadOptions<TResult, TMeta>, 'retry'>,
    PollOptions {
  /** Milliseconds for the whole wait, including failed and hanging requests. Default: no limit. */
  readonly timeout?: number | undefined;
  /**
   * Milliseconds after which the wait rejects with `TaskUnknownError`, if no read has found a row of the task or group.
   * Default: never. Workers without `task_track_started` write the first row when the task ends.
   */
  readonly unknownAfter?: number | undefined;
  /** Called with each status that differs from the previous one, including the final one. */
  readonly onUpdate?: ((status: TStatus) => void) | undefined;
  /** Milliseconds without a change after which `onStalled` is called, 1 or more. Default: never. */
  readonly stalledAfter?: number | undefined;
  /** Called with the status that has not changed for `stalledAfter`, once until it changes. The wait goes on. */
  readonly onStalled?: ((status: TStatus) => void) | undefined;
}

/** Receives the statuses of one task or group that the server pushes. */
export interface Follower<TStatus> {
  /** Called with each new status. */
  onStatus(status: TStatus): void;
  /** Called when the server stops pushing this status. Read it now, and poll as usual. */
  onLost?(): void;
}

/**
 * `live`: the server pushes. `polling`: statuses are read at intervals. `offline`: the last request found no server,
 * until a response arrives.
 */
export type ConnectionState = 'live' | 'polling' | 'offline';

/** The connection of a client to its server, in the form for React's `useSyncExternalStore`. */
export interface Connection {
  readonly state: ConnectionState;
  /** Calls the listener after each change of `state`. Returns a function that removes the listener. */
  subscribe(listener: () => void): () => void;
}

/** A {@link Connection} that the client changes. */
export interface MutableConnection extends Connection {
  set(state: ConnectionState): void;
}

/** Options of `pollDelay`. */
export interface DelayOptions extends PollOptions {
  /** True while the server pushes the status, see `isPushed`. The delay is then some minutes, to a common tick. */
  readonly isPushed?: boolean | undefined;
}

/** Builds the URLs of Django's named routes, each below the client's base URL. */
export interface CeleryUrls {
  /** @throws NoReverseMatch if Django's `reverse` raises it. */
  reverse<N extends RouteName>(name: N, args: RouteArgs<N>): string;
  taskStatus(id: string): string;
  taskDone(id: string): string;
  groupStatus(id: string): string;
  groupDone(id: string): string;
}

/**
 * Reads the status of tasks and groups below one base URL.
 *
 * A read rejects with a `CeleryResultsError` if the request fails. Before the request, it rejects with `NoReverseMatch`
 * for an id that Django's URL pattern rejects. For a relative base URL outside of a page, it rejects with `TypeError`.
 * After an abort it rejects with the signal's reason. It also rejects with an error of the `headers` function. Waits
 * also reject with a `TaskError`.
 */
export interface CeleryClient {
  /** Base URL with its final slash. */
  readonly baseUrl: string;
  /** Separates the caches of two clients: TanStack query keys start with it. */
  readonly scope: string;
  readonly urls: CeleryUrls;
  /** Reads one task. An id without a row has the phase `pending` or `unknown`. */
  taskStatus<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: ReadOptions<TResult, TMeta>,
  ): Promise<TaskStatus<TResult, TMeta>>;
  /** Reads many tasks. The result has the order of the ids. Rejects if one of the reads fails. */
  taskStatuses<TResult = unknown, TMeta = unknown>(
    ids: readonly string[],
    options?: ReadOptions<TResult, TMeta>,
  ): Promise<readonly TaskStatus<TResult, TMeta>[]>;
  /** Reads whether the state is SUCCESS. False for every other state, and for an unknown task. */
  isTaskSuccessful(id: string, options?: AbortOptions): Promise<boolean>;
  /** Reads one group with its members. Works around Django's 500 for a group with a failed member. */
  groupStatus<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: ReadOptions<TResult, TMeta>,
  ): Promise<GroupStatus<TResult, TMeta>>;
  /** Reads whether every member is in SUCCESS. False for an unknown or empty group. */
  isGroupSuccessful(id: string, options?: AbortOptions): Promise<boolean>;
  /** Reads the members in the order of `group/done`. Empty for an unknown group. */
  groupMembers(id: string, options?: AbortOptions): Promise<readonly MemberDone[]>;
  /**
   * Polls until the task succeeds, and resolves with its result.
   *
   * @throws TaskFailedError, TaskRevokedError, TaskIgnoredError, ResultUnreadableError, TaskUnknownError,
   * WaitTimeoutError, ResultValidationError
   */
  waitForTask<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WaitOptions<TaskStatus<TResult, TMeta>, TResult, TMeta>,
  ): Promise<TResult>;
  /**
   * Polls until the task is final, and resolves with its status in every final state.
   *
   * @throws TaskUnknownError, WaitTimeoutError, ResultValidationError
   */
  waitForTaskSettled<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WaitOptions<TaskStatus<TResult, TMeta>, TResult, TMeta>,
  ): Promise<SettledTask<TResult, TMeta>>;
  /**
   * Polls until every member succeeds, and resolves with the results in the group's order. Rejects as soon as one
   * member has failed, was revoked or was ignored.
   *
   * @throws the errors of {@link waitForTask}
   */
  waitForGroup<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WaitOptions<GroupStatus<TResult, TMeta>, TResult, TMeta>,
  ): Promise<readonly TResult[]>;
  /** Polls until the task is final. Yields each status that differs from the one before; returns the final one. */
  watchTask<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WatchOptions<TResult, TMeta>,
  ): AsyncGenerator<TaskStatus<TResult, TMeta>, TaskStatus<TResult, TMeta>, undefined>;
  /** As {@link watchTask}, for a group. Polls an unknown or empty group until it is saved. */
  watchGroup<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WatchOptions<TResult, TMeta>,
  ): AsyncGenerator<GroupStatus<TResult, TMeta>, GroupStatus<TResult, TMeta>, undefined>;
  /**
   * Lists the stored tasks that the client may read, newest change first. Only on `@celery-results/server`, with the
   * right `list`. `next` and `previous` of the answer are cursors for the same query.
   */
  listTasks(query?: TaskListQuery, options?: AbortOptions): Promise<TaskListBody>;
  /** Reads all stored and granted data of a task. Only on `@celery-results/server`. */
  taskDetail(id: string, options?: AbortOptions): Promise<TaskDetailV1>;
  /** Reads a page of the members of a group, and the states of all. Only on `@celery-results/server`. */
  groupDetail(id: string, query?: GroupDetailQuery, options?: AbortOptions): Promise<GroupDetailV1>;
  /** Reads numbers over all tasks. Only on `@celery-results/server`, with the rights `all` and `list`. */
  stats(query?: StatsQuery, options?: AbortOptions): Promise<StatsBody>;
  /**
   * Calls back with each status of a task that the server pushes. Sends no reads: read the task once, and poll it with
   * {@link CeleryClient.pollDelay}. Plain Django pushes nothing. Returns a function that stops following.
   */
  followTask<TResult = unknown, TMeta = unknown>(
    id: string,
    follower: Follower<TaskStatus<TResult, TMeta>>,
    options?: Pick<ReadOptions<TResult, TMeta>, 'task'>,
  ): () => void;
  /** As {@link followTask}, for a group. */
  followGroup<TResult = unknown, TMeta = unknown>(
    id: string,
    follower: Follower<GroupStatus<TResult, TMeta>>,
    options?: Pick<ReadOptions<TResult, TMeta>, 'task'>,
  ): () => void;
  /** Whether the server pushes the status of this task or group now. Only a status that is followed is pushed. */
  isPushed(kind: 'task' | 'group', id: string): boolean;
  readonly connection: Connection;
  /**
   * Returns the milliseconds from the last response to the next read, on this client's clock. A poller of your own that
   * uses it reads in the same batch as the client's waits and hooks. Depends on its arguments only.
   */
  pollDelay(last: LastRead, options?: DelayOptions): number;
}
