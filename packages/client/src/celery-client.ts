import type { TaskDefinition } from './define-task.ts';
import type { MemberDone, RouteArgs, RouteName } from './protocol/index.ts';
import type { LastRead, PollOptions } from './schedule/poll-delay.ts';
import type { GroupStatus, SettledTask, TaskStatus } from './task-status.ts';

/** What every read takes. */
export interface AbortOptions {
  /** Aborts the request and every wait between tries; the promise rejects with the signal's reason at once. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of one read. */
export interface ReadOptions<TResult = unknown, TMeta = unknown> extends AbortOptions {
  /** Checks what comes, and types it: see `defineTask`. */
  readonly task?: TaskDefinition<TResult, TMeta> | undefined;
}

/** Options of a watch. The intervals are the client's unless given. */
export interface WatchOptions<TResult = unknown, TMeta = unknown> extends ReadOptions<TResult, TMeta>, PollOptions {
  /** Told of each read that failed and is simply tried again at the next tick. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Options of a wait. */
export interface WaitOptions<TStatus, TResult = unknown, TMeta = unknown>
  extends ReadOptions<TResult, TMeta>,
    PollOptions {
  /** Milliseconds for the whole wait, failing and hanging requests included. Default: no limit. */
  readonly timeout?: number | undefined;
  /**
   * Milliseconds after which a task or group of which nothing was seen rejects with `TaskUnknownError`. Default: never, since without
   * `task_track_started` nothing is seen of a task before it is done.
   */
  readonly unknownAfter?: number | undefined;
  /** Told of every answer that is another than the one before, the final one too. */
  readonly onUpdate?: ((status: TStatus) => void) | undefined;
}

/** Django's named routes, below the client's base URL. */
export interface CeleryUrls {
  /** @throws NoReverseMatch where Django's `reverse` raises it. */
  reverse<N extends RouteName>(name: N, args: RouteArgs<N>): string;
  taskStatus(id: string): string;
  taskDone(id: string): string;
  groupStatus(id: string): string;
  groupDone(id: string): string;
}

/**
 * The reads, bound to one base URL. A method rejects with a `CeleryResultsError`; before anything is sent with `NoReverseMatch` for an id
 * that no URL takes, or `TypeError` for a relative base URL where there is no page; with the signal's own reason after an abort; and
 * with whatever the `headers` function throws. Waits reject with a `TaskError` too.
 */
export interface CeleryClient {
  /** Base URL with its final slash. */
  readonly baseUrl: string;
  /** Tells caches of two clients apart. */
  readonly scope: string;
  readonly urls: CeleryUrls;
  taskStatus<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: ReadOptions<TResult, TMeta>,
  ): Promise<TaskStatus<TResult, TMeta>>;
  /** Many tasks in the order of the ids; rejects when one of them cannot be read. */
  taskStatuses<TResult = unknown, TMeta = unknown>(
    ids: readonly string[],
    options?: ReadOptions<TResult, TMeta>,
  ): Promise<readonly TaskStatus<TResult, TMeta>[]>;
  /** Whether the state is SUCCESS; false for a task that waits, runs, failed or is unknown. */
  isTaskSuccessful(id: string, options?: AbortOptions): Promise<boolean>;
  /** One group with its members, also where Django's own view answers 500 because a member failed. */
  groupStatus<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: ReadOptions<TResult, TMeta>,
  ): Promise<GroupStatus<TResult, TMeta>>;
  /** Whether every member succeeded; false for an unknown or empty group. */
  isGroupSuccessful(id: string, options?: AbortOptions): Promise<boolean>;
  /** The members as `group/done` lists them; empty for an unknown group. */
  groupMembers(id: string, options?: AbortOptions): Promise<readonly MemberDone[]>;
  /**
   * The task's result, once it succeeded.
   *
   * @throws TaskFailedError, TaskRevokedError, TaskIgnoredError, TaskUnknownError, WaitTimeoutError, ResultValidationError
   */
  waitForTask<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WaitOptions<TaskStatus<TResult, TMeta>, TResult, TMeta>,
  ): Promise<TResult>;
  /** The task, once it is final, whatever became of it. @throws TaskUnknownError, WaitTimeoutError, ResultValidationError */
  waitForTaskSettled<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WaitOptions<TaskStatus<TResult, TMeta>, TResult, TMeta>,
  ): Promise<SettledTask<TResult, TMeta>>;
  /**
   * The results of a group's tasks in their order, once all succeeded. The first task that ends otherwise ends the wait.
   *
   * @throws what {@link waitForTask} throws
   */
  waitForGroup<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WaitOptions<GroupStatus<TResult, TMeta>, TResult, TMeta>,
  ): Promise<readonly TResult[]>;
  /** Every answer that is another than the one before, until the task is final; returns the last. */
  watchTask<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WatchOptions<TResult, TMeta>,
  ): AsyncGenerator<TaskStatus<TResult, TMeta>, TaskStatus<TResult, TMeta>, undefined>;
  /** The same for a group. An unknown or empty group is watched until it is saved. */
  watchGroup<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: WatchOptions<TResult, TMeta>,
  ): AsyncGenerator<GroupStatus<TResult, TMeta>, GroupStatus<TResult, TMeta>, undefined>;
  /**
   * Milliseconds from the last answer to the next read, on this client's clock: for pollers of your own that should ask together with the
   * others. Depends on nothing but its arguments.
   */
  pollDelay(last: LastRead, options?: PollOptions): number;
}
