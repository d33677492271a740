export type { CeleryClient, CeleryUrls, ReadOptions } from './celery-client.ts';
export { type ClientOptions, createClient } from './create-client.ts';
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
  TaskStatus,
} from './task-status.ts';
