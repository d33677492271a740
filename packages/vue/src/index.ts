export type { ConnectionState, PollOptions } from '@celery-results/client';
export {
  celeryKeys,
  groupStatusOptions,
  type Id,
  type StatusError,
  type StatusOptions,
  type TaskStatuses,
  taskResultOptions,
  taskStatusOptions,
} from '@celery-results/query';
export { celeryResults, provideCeleryClient, useCeleryClient } from './plugin.ts';
export { useConnection } from './use-connection.ts';
export { useGroupStatus } from './use-group-status.ts';
export { useTaskStatus } from './use-task-status.ts';
export { useTaskStatuses } from './use-task-statuses.ts';
