import type { TaskPhase, TaskState, TaskV1 } from '../protocol/index.ts';

/** Progress of a task, in the same shape for every usual shape of meta. */
export interface Progress {
  /** Number of finished units, 0 or more, or null if the task has not set it. */
  readonly current: number | null;
  /** Number of all units, or null if the task has not set it, or has set 0. */
  readonly total: number | null;
  /** From 0 to 100 with at most two digits after the decimal point, or null if it is unknown. */
  readonly percent: number | null;
  /** The task's text about its current step. */
  readonly description?: string | undefined;
}

/** Fields that only `@celery-results/server` sends. Each is present if the row has it. */
export type TaskDetails = Partial<
  Pick<TaskV1, 'known' | 'name' | 'worker' | 'date_created' | 'date_started' | 'date_done' | 'resultUnreadable'>
>;

interface Task<P extends TaskPhase, Ready extends boolean> extends TaskDetails {
  readonly id: string;
  /** The state that Celery has stored, which may be any text. Use `phase` to distinguish tasks. */
  readonly status: TaskState;
  readonly phase: P;
  /** True in a final state: the task no longer changes, and polling ends. */
  readonly isReady: Ready;
  /**
   * Progress from the meta of the last `update_state`. A task that retries or has failed keeps its last progress. A
   * succeeded task is at 100 %. Null if the task has set no progress.
   */
  readonly progress: Progress | null;
}

/**
 * PENDING. `pending`: the task waits for a worker, or its row says PENDING. `unknown`: no read has found a row for
 * `unknownAfter`. An unknown task waits, has expired, or never existed. On `@celery-results/server`, `known` is false
 * from the first read on.
 */
export interface PendingTask extends Task<'unknown' | 'pending', false> {
  readonly result: null;
}

/** STARTED, PROGRESS, RECEIVED or a custom state. `result` is the meta of the last `update_state`. */
export interface RunningTask<TMeta> extends Task<'running', false> {
  readonly result: TMeta | null;
}

/** RETRY: the last try raised the exception, and another try follows. */
export interface RetryingTask extends Task<'retrying', false>, ExceptionFields {}

/** SUCCESS. */
export interface SucceededTask<TResult> extends Task<'succeeded', true> {
  readonly result: TResult;
}

/** FAILURE, REVOKED, ABORTED, or a state that `states` maps to one of them. */
export interface FailedTask extends Task<'failed' | 'revoked', true>, ExceptionFields {}

/** IGNORED: the task raised `Ignore`. */
export interface IgnoredTask extends Task<'ignored', true> {
  readonly result: null;
}

/** Fields of a task that has raised an exception, or has set such a state by hand. */
export interface ExceptionFields {
  /**
   * The message of the exception, without its class: `row 7: price is missing`. Without an exception, the text in
   * `data`. Null if there is no text, or if the arguments of the exception are not exactly one text.
   */
  readonly message: string | null;
  /** The exception's `repr` in Python, such as `ValueError('no')`. */
  readonly result: string | null;
  /** Full class name of the exception, such as `builtins.ValueError`. */
  readonly exc: string | null;
  /** Class name of the exception without its module, such as `ValueError`. */
  readonly exc_type: string | null;
  /**
   * JSON that a task has stored in place of an exception. It is the meta of a state that it has set by hand, or a
   * result that `failedWhen` has rejected. For FAILURE, RETRY and REVOKED only `@celery-results/server` sends it: plain
   * Django answers 500 for such a row.
   */
  readonly data: unknown;
  /** The traceback as text, or null if the workers run without `result_extended`. */
  readonly traceback: string | null;
}

/** The status of one task, as plain JSON data. `phase` is the discriminator. */
export type TaskStatus<TResult = unknown, TMeta = unknown> =
  | PendingTask
  | RunningTask<TMeta>
  | RetryingTask
  | SucceededTask<TResult>
  | FailedTask
  | IgnoredTask;

/** A task in a final state. */
export type SettledTask<TResult = unknown, TMeta = unknown> = Extract<TaskStatus<TResult, TMeta>, { isReady: true }>;

/** The status of one group, as plain JSON data. */
export interface GroupStatus<TResult = unknown, TMeta = unknown> {
  readonly id: string;
  /** The members in the group's order; empty for a group that was not saved. */
  readonly tasks: readonly TaskStatus<TResult, TMeta>[];
  /** Number of members by phase, in total, and in a final state. */
  readonly counts: Readonly<Record<TaskPhase, number>> & { readonly total: number; readonly ready: number };
  /** A final member counts 1, a running member its own share of 1. */
  readonly progress: Progress;
  /** `GroupResult.ready()`: every member is final. False without members. */
  readonly isReady: boolean;
  /** `GroupResult.successful()`: every member is in SUCCESS. False without members. */
  readonly isSuccessful: boolean;
  /** `GroupResult.failed()`: a member is in FAILURE. As in Celery, REVOKED does not count. */
  readonly isFailed: boolean;
  /**
   * The phase of the whole group. Once it is ready: `failed` if a member has failed, else `revoked` if one was revoked,
   * else `succeeded`, or `ignored` if all were ignored. Before: `running` once a member has started, else `pending`.
   * `unknown`: no read has found a member for `unknownAfter`, as for a group that was not saved.
   */
  readonly phase: TaskPhase;
}
