export type { ConnectionState, PollOptions } from '@celery-results/client';
export {
  celeryKeys,
  type EstimateOptions,
  groupStatusOptions,
  type Id,
  type StatusError,
  type StatusOptions,
  type TaskEstimate,
  type TaskStatuses,
  taskEstimateOptions,
  taskResultOptions,
  taskStatusOptions,
} from '@celery-results/query';
export { getCeleryClient, setCeleryClient } from './client-context.ts';
export { useConnection } from './use-connection.ts';
export { useGroupStatus } from './use-group-status.ts';
export { useTaskEstimate } from './use-task-estimate.ts';
export { useTaskStatus } from './use-task-status.ts';
export { useTaskStatuses } from './use-task-statuses.ts';
