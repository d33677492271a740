export { celeryKeys } from './celery-keys.ts';
export type { PollOptions } from './poll-interval.ts';
export { CeleryResultsProvider, useCeleryClient } from './provider.tsx';
export {
  groupStatusOptions,
  type Id,
  type StatusError,
  type StatusOptions,
  type StatusQueryOptions,
  taskStatusOptions,
} from './status-options.ts';
export { useGroupStatus } from './use-group-status.ts';
export { useTaskStatus } from './use-task-status.ts';
