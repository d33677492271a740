export { celeryKeys, type Key, type ListKey } from './celery-keys.ts';
export { combineStatuses, type TaskStatuses } from './combine-statuses.ts';
export {
  type ListError,
  type RefreshedOptions,
  type RefreshOptions,
  type TaskListFilters,
  type TaskListOptions,
  type TaskStatsOptions,
  taskDetailOptions,
  taskListOptions,
  taskStatsOptions,
} from './list-options.ts';
export { selectSettled } from './select-settled.ts';
export {
  type ActiveOptions,
  groupStatusOptions,
  type Id,
  type QuerySettings,
  type StatusError,
  type StatusOptions,
  type StatusQueryOptions,
  suspenseStatusOptions,
  taskStatusOptions,
} from './status-options.ts';
export type { TaskEstimate } from './task-estimate.ts';
export { type EstimateOptions, type EstimateQueryOptions, taskEstimateOptions } from './task-estimate-options.ts';
export { type ResultError, type TaskResultOptions, taskResultOptions } from './task-result-options.ts';
