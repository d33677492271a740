export type {
  AbortOptions,
  CeleryClient,
  CeleryUrls,
  ReadOptions,
  WaitOptions,
  WatchOptions,
} from './celery-client.ts';
export { type ClientOptions, createClient } from './create-client.ts';
export { defineTask, type TaskDefinition } from './define-task.ts';
export {
  type AnyCeleryResultsError,
  CeleryResultsError,
  type CeleryResultsErrorCode,
  HttpStatusError,
  type HttpStatusErrorOptions,
  InvalidResponseError,
  isCeleryResultsError,
  isPermanentError,
  TransportError,
} from './errors.ts';
export type { TransportOptions } from './http/transport.ts';
export {
  type CeleryState,
  EXCEPTION_STATES,
  FINAL_STATES,
  type MemberDone,
  NoReverseMatch,
  PROPAGATE_STATES,
  phaseOf,
  READY_STATES,
  type RouteArgs,
  type RouteName,
  type TaskPhase,
  type TaskState,
  type UrlStyle,
} from './protocol/index.ts';
export type { LastRead, PollOptions } from './schedule/poll-delay.ts';
export {
  type AnyTaskError,
  isTaskError,
  ResultValidationError,
  TaskError,
  type TaskErrorCode,
  TaskFailedError,
  TaskIgnoredError,
  TaskRevokedError,
  TaskUnknownError,
  toTaskError,
  WaitTimeoutError,
} from './task-errors.ts';
export type {
  FailedTask,
  GroupStatus,
  IgnoredTask,
  PendingTask,
  Progress,
  RetryingTask,
  RunningTask,
  SettledTask,
  SucceededTask,
  TaskDetails,
  TaskStatus,
} from './task-status.ts';
export { toGroupStatus } from './to-group-status.ts';
