import type { MemberDone, RouteArgs, RouteName } from './protocol/index.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';

/** Options of one read. */
export interface ReadOptions {
  /** Aborts the request and every wait between retries; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
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
 * with whatever the `headers` function throws.
 */
export interface CeleryClient {
  /** Base URL with its final slash; tells caches of two clients apart. */
  readonly baseUrl: string;
  readonly urls: CeleryUrls;
  taskStatus<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: ReadOptions,
  ): Promise<TaskStatus<TResult, TMeta>>;
  /** Whether the state is SUCCESS; false for a task that waits, runs, failed or is unknown. */
  isTaskSuccessful(id: string, options?: ReadOptions): Promise<boolean>;
  /** One group with its members, also where Django's own view answers 500 because a member failed. */
  groupStatus<TResult = unknown, TMeta = unknown>(
    id: string,
    options?: ReadOptions,
  ): Promise<GroupStatus<TResult, TMeta>>;
  /** Whether every member succeeded; false for an unknown or empty group. */
  isGroupSuccessful(id: string, options?: ReadOptions): Promise<boolean>;
  /** The members as `group/done` lists them; empty for an unknown group. */
  groupMembers(id: string, options?: ReadOptions): Promise<readonly MemberDone[]>;
}
