import type { TaskPhase, TaskState, TaskV1 } from './protocol/index.ts';

/** How far a running task is, whatever shape its meta has. */
export interface Progress {
  /** Units done; never below 0. */
  readonly current: number;
  /** Units in all, or null where the task did not say. */
  readonly total: number | null;
  /** 0 to 100, or null where it cannot be known. */
  readonly percent: number | null;
  readonly description?: string;
}

/** What `@celery-results/server` adds to a task, where the row has it, under the names of its wire. Never there on plain Django. */
export type TaskDetails = Partial<
  Pick<TaskV1, 'known' | 'name' | 'worker' | 'date_created' | 'date_started' | 'date_done' | 'resultUnreadable'>
>;

interface Task<P extends TaskPhase, Ready extends boolean> extends TaskDetails {
  readonly id: string;
  /** The state as Celery stores it; any text. Tell tasks apart by `phase`. */
  readonly status: TaskState;
  readonly phase: P;
  /** Nothing more is to be expected: no client asks again. */
  readonly isReady: Ready;
}

/**
 * Nobody has written a row. `pending`: the task waits, as far as anybody can tell. `unknown`: `@celery-results/server` says that nothing is
 * stored, or plain Django has said PENDING for `unknownAfter`; the task waits still, has expired, or never was.
 */
export interface PendingTask extends Task<'unknown' | 'pending', false> {
  readonly result: null;
}

/** STARTED, PROGRESS, RECEIVED or a state of the task's own; `result` is what it reported last. */
export interface RunningTask<TMeta> extends Task<'running', false> {
  readonly result: TMeta | null;
  readonly progress: Progress | null;
}

/** RETRY: carries the last try's exception, but is not final. */
export interface RetryingTask extends Task<'retrying', false>, Failure {}

/** SUCCESS. */
export interface SucceededTask<TResult> extends Task<'succeeded', true> {
  readonly result: TResult;
}

/** FAILURE or REVOKED. */
export interface FailedTask extends Task<'failed' | 'revoked', true>, Failure {}

/** IGNORED. */
export interface IgnoredTask extends Task<'ignored', true> {
  readonly result: unknown;
}

interface Failure {
  /** Python's repr of the exception. */
  readonly result: string | null;
  /** Full name of the exception class, such as `builtins.ValueError`. */
  readonly exc: string | null;
  /** Null unless the workers run with `result_extended`. */
  readonly traceback: string | null;
}

/** One task's state, as plain JSON data; `phase` is the discriminator. */
export type TaskStatus<TResult = unknown, TMeta = unknown> =
  | PendingTask
  | RunningTask<TMeta>
  | RetryingTask
  | SucceededTask<TResult>
  | FailedTask
  | IgnoredTask;

/** A task that will not change any more. */
export type SettledTask<TResult = unknown, TMeta = unknown> = Extract<TaskStatus<TResult, TMeta>, { isReady: true }>;

/** One group's state, as plain JSON data. Members are in the group's order. */
export interface GroupStatus<TResult = unknown, TMeta = unknown> {
  readonly id: string;
  readonly tasks: readonly TaskStatus<TResult, TMeta>[];
  readonly counts: Readonly<Record<TaskPhase, number>> & { readonly total: number; readonly ready: number };
  /** Finished members count 1, running ones their own share. */
  readonly progress: Progress;
  /** `GroupResult.ready()`: every member is final; false for a group with no known member. */
  readonly isReady: boolean;
  /** `GroupResult.successful()`: every member succeeded; false for a group with no known member. */
  readonly isSuccessful: boolean;
  /** `GroupResult.failed()`: a member is in FAILURE; a revoked one does not count, as in Celery. */
  readonly isFailed: boolean;
}
