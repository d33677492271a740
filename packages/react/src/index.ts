export type { PollOptions } from '@celery-results/client';
export { celeryKeys } from './celery-keys.ts';
export { CeleryResultsProvider, useCeleryClient } from './provider.tsx';
export {
  groupStatusOptions,
  type Id,
  type StatusError,
  type StatusOptions,
  type StatusQueryOptions,
  taskStatusOptions,
} from './status-options.ts';
export { type ResultError, type TaskResultOptions, taskResultOptions } from './task-result-options.ts';
export { useGroupStatus } from './use-group-status.ts';
export { useSuspenseTaskResult } from './use-suspense-task-result.ts';
export { useSuspenseTaskStatus } from './use-suspense-task-status.ts';
export { useTaskSettled } from './use-task-settled.ts';
export { useTaskStatus } from './use-task-status.ts';
export { type TaskStatuses, useTaskStatuses } from './use-task-statuses.ts';
