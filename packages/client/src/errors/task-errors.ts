import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { FailedTask, GroupStatus, IgnoredTask, SucceededTask, TaskStatus } from '../model/task-status.ts';

/** Codes of the errors that a task causes. They are stable: compare codes rather than messages. */
export type TaskErrorCode =
  | 'TASK_FAILED'
  | 'TASK_REVOKED'
  | 'TASK_IGNORED'
  | 'RESULT_UNREADABLE'
  | 'TASK_UNKNOWN'
  | 'WAIT_TIMEOUT'
  | 'RESULT_SCHEMA';

/** Base class of the errors that a task causes. Errors of a request have another base class. */
export abstract class TaskError extends Error {
  abstract readonly code: TaskErrorCode;
  /** Id of the task or group. For a failed member of a group, the member's id. */
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
  /** Full class name of the exception, `builtins.ValueError`. Null if only Django's `group/status` was read. */
  readonly exc: string | null;
  /** The exception's `repr` in Python, such as `ValueError('no')`. */
  readonly repr: string | null;
  /** The traceback as text, or null if the workers run without `result_extended`. */
  readonly traceback: string | null;

  /** The `message` of the task: the message of the exception, or the text in `data`. */
  readonly detail: string | null;
  /** The `data` of the task: the value that it has stored in place of an exception. */
  readonly data: unknown;

  constructor({ id, status, exc, result, traceback, message, data }: FailedTask) {
    super(id, `ended as ${status}: ${result === null || result === 'None' ? message : result}`);
    this.exc = exc;
    this.repr = result;
    this.detail = message;
    this.data = data;
    this.traceback = traceback;
  }
}

/** The task was revoked before or while it ran (REVOKED). */
export class TaskRevokedError extends TaskFailedError {
  override readonly name = 'TaskRevokedError';
  override readonly code = 'TASK_REVOKED';
}

/** The task raised `Ignore` (IGNORED): it is final, and has no result. */
export class TaskIgnoredError extends TaskError {
  override readonly name = 'TaskIgnoredError';
  readonly code = 'TASK_IGNORED';

  constructor({ id, status }: IgnoredTask) {
    super(id, `ended as ${status}`);
  }
}

/** The task has succeeded, and the server cannot read its result. */
export class ResultUnreadableError extends TaskError {
  override readonly name = 'ResultUnreadableError';
  readonly code = 'RESULT_UNREADABLE';
  /** Encoding of the result, such as `pickle`; `unknown` on plain Django. */
  readonly encoding: string;

  constructor({ id, resultUnreadable = 'unknown' }: SucceededTask<unknown>) {
    super(id, `has succeeded with a result that the server cannot read (${resultUnreadable})`);
    this.encoding = resultUnreadable;
  }
}

/**
 * No read found a row of the task or group within `unknownAfter`. Its id is wrong, its row has expired, or no worker
 * has started it.
 */
export class TaskUnknownError extends TaskError {
  override readonly name = 'TaskUnknownError';
  readonly code = 'TASK_UNKNOWN';
  /** Milliseconds from the start of the wait. */
  readonly waitedMs: number;

  constructor(taskId: string, waitedMs: number) {
    super(taskId, `is unknown after ${waitedMs} ms`);
    this.waitedMs = waitedMs;
  }
}

/** The `timeout` of the wait passed before the task was final. `cause` is the error of the last read, if it failed. */
export class WaitTimeoutError extends TaskError {
  override readonly name = 'WaitTimeoutError';
  readonly code = 'WAIT_TIMEOUT';
  /** The last status that a read returned; undefined if none has. */
  readonly lastStatus: TaskStatus | GroupStatus | undefined;

  constructor(taskId: string, lastStatus: TaskStatus | GroupStatus | undefined, options?: ErrorOptions) {
    super(taskId, `is still ${describe(lastStatus)}`, options);
    this.lastStatus = lastStatus;
  }
}

function describe(status: TaskStatus | GroupStatus | undefined): string {
  if (!status) return 'without a response';
  return 'tasks' in status ? `at ${status.counts.ready} of ${status.counts.total} tasks` : status.phase;
}

/** The schema of a task's definition rejects its result. */
export class ResultValidationError extends TaskError {
  override readonly name = 'ResultValidationError';
  readonly code = 'RESULT_SCHEMA';
  /** The issues that the schema has reported. */
  readonly issues: readonly StandardSchemaV1.Issue[];
  /** The result before the check. */
  readonly value: unknown;

  constructor(taskId: string, issues: readonly StandardSchemaV1.Issue[], value: unknown) {
    super(taskId, `has a result that its schema rejects: ${issues[0]?.message}`);
    this.issues = issues;
    this.value = value;
  }
}

/** Every error that a task causes. `code` is the discriminator. */
export type AnyTaskError =
  | TaskFailedError
  | TaskRevokedError
  | TaskIgnoredError
  | ResultUnreadableError
  | TaskUnknownError
  | WaitTimeoutError
  | ResultValidationError;

/** Creates the error of a task that is final and has no result. Returns undefined for every other task. */
export function toTaskError(
  task: TaskStatus,
): TaskFailedError | TaskRevokedError | TaskIgnoredError | ResultUnreadableError | undefined {
  if (task.phase === 'failed') return new TaskFailedError(task);
  if (task.phase === 'revoked') return new TaskRevokedError(task);
  if (task.phase === 'ignored') return new TaskIgnoredError(task);
  return task.phase === 'succeeded' && task.resultUnreadable ? new ResultUnreadableError(task) : undefined;
}

/** Returns whether a task caused this error. Checks its shape, so that two copies of the package work together. */
export function isTaskError(error: unknown): error is AnyTaskError {
  return error instanceof Error && 'taskId' in error && 'code' in error;
}
