export type { CeleryClient, CeleryUrls, ReadOptions } from './celery-client.ts';
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
