import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { FailedTask, GroupStatus, IgnoredTask, TaskStatus } from './task-status.ts';

/** Codes of what can become of a wait, besides the errors of a request. */
export type TaskErrorCode =
  | 'TASK_FAILED'
  | 'TASK_REVOKED'
  | 'TASK_IGNORED'
  | 'TASK_UNKNOWN'
  | 'WAIT_TIMEOUT'
  | 'RESULT_SCHEMA';

/** Base of what a wait rejects with when the task, not a request, is the reason. */
export abstract class TaskError extends Error {
  abstract readonly code: TaskErrorCode;
  /** The task or group; of a group's failed member, the member. */
  readonly taskId: string;

  constructor(taskId: string, message: string, options?: ErrorOptions) {
    super(`${taskId} ${message}`, options);
    this.taskId = taskId;
  }
}

/** The task raised an exception (FAILURE) or was revoked (REVOKED). */
export class TaskFailedError extends TaskError {
  override readonly name: string = 'TaskFailedError';
  readonly code: 'TASK_FAILED' | 'TASK_REVOKED' = 'TASK_FAILED';
  /** Full name of the exception class, `builtins.ValueError`; null where a group's view does not say. */
  readonly exc: string | null;
  /** Python's repr of the exception. */
  readonly repr: string | null;
  /** Null unless the workers run with `result_extended`. */
  readonly traceback: string | null;

  constructor({ id, status, exc, result, traceback }: FailedTask) {
    super(id, `ended as ${status}: ${result}`);
    this.exc = exc;
    this.repr = result;
    this.traceback = traceback;
  }
}

/** The task was revoked: nobody runs it, or its worker was told to stop. */
export class TaskRevokedError extends TaskFailedError {
  override readonly name = 'TaskRevokedError';
  override readonly code = 'TASK_REVOKED';
}

/** The task raised `Ignore`: it is final and has no result. */
export class TaskIgnoredError extends TaskError {
  override readonly name = 'TaskIgnoredError';
  readonly code = 'TASK_IGNORED';

  constructor({ id, status }: IgnoredTask) {
    super(id, `ended as ${status}`);
  }
}

/** Nothing was ever seen of the task or group while the wait lasted: its id is wrong, its row has expired, or no worker takes it. */
export class TaskUnknownError extends TaskError {
  override readonly name = 'TaskUnknownError';
  readonly code = 'TASK_UNKNOWN';
  readonly waitedMs: number;

  constructor(taskId: string, waitedMs: number) {
    super(taskId, `is unknown, after ${waitedMs} ms`);
    this.waitedMs = waitedMs;
  }
}

/** The wait's own time was over before the task was final. `cause` is the last failed read, if one failed. */
export class WaitTimeoutError extends TaskError {
  override readonly name = 'WaitTimeoutError';
  readonly code = 'WAIT_TIMEOUT';
  /** The last answer; undefined without one. */
  readonly lastStatus: TaskStatus | GroupStatus | undefined;

  constructor(taskId: string, lastStatus: TaskStatus | GroupStatus | undefined, options?: ErrorOptions) {
    super(taskId, `is still ${describe(lastStatus)}`, options);
    this.lastStatus = lastStatus;
  }
}

function describe(status: TaskStatus | GroupStatus | undefined): string {
  if (!status) return 'without an answer';
  return 'phase' in status ? status.phase : `at ${status.counts.ready} of ${status.counts.total}`;
}

/** A succeeded task's result is not what its definition says. */
export class ResultValidationError extends TaskError {
  override readonly name = 'ResultValidationError';
  readonly code = 'RESULT_SCHEMA';
  readonly issues: readonly StandardSchemaV1.Issue[];
  /** The result as it came. */
  readonly value: unknown;

  constructor(taskId: string, issues: readonly StandardSchemaV1.Issue[], value: unknown) {
    super(taskId, `has a result of another shape: ${issues[0]?.message}`);
    this.issues = issues;
    this.value = value;
  }
}

/** Every error that a task is the reason of, told apart by `code`. */
export type AnyTaskError =
  | TaskFailedError
  | TaskRevokedError
  | TaskIgnoredError
  | TaskUnknownError
  | WaitTimeoutError
  | ResultValidationError;

/** The error that a wait rejects with for a task that is final and has no result; undefined for every other task. */
export function toTaskError(task: TaskStatus): TaskFailedError | TaskRevokedError | TaskIgnoredError | undefined {
  if (task.phase === 'failed') return new TaskFailedError(task);
  if (task.phase === 'revoked') return new TaskRevokedError(task);
  return task.phase === 'ignored' ? new TaskIgnoredError(task) : undefined;
}

/** Whether a task is the reason of this error; goes by shape, so it also knows those of another copy of the package. */
export function isTaskError(error: unknown): error is AnyTaskError {
  return error instanceof Error && 'taskId' in error && 'code' in error;
}
