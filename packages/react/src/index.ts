export { celeryKeys } from './celery-keys.ts';
export type { PollOptions } from './poll-interval.ts';
export { CeleryResultsProvider, useCeleryClient } from './provider.tsx';
export {
  type GroupStatusOptions,
  groupStatusOptions,
  type Id,
  type TaskStatusOptions,
  taskStatusOptions,
} from './status-options.ts';
export { type UseGroupStatusOptions, useGroupStatus } from './use-group-status.ts';
export { type UseTaskStatusOptions, useTaskStatus } from './use-task-status.ts';
