export type { ConnectionState, PollOptions } from '@celery-results/client';
export {
  celeryKeys,
  type EstimateOptions,
  groupStatusOptions,
  type Id,
  type ListError,
  type RefreshOptions,
  type ResultError,
  type StatusError,
  type StatusOptions,
  type StatusQueryOptions,
  type TaskEstimate,
  type TaskListFilters,
  type TaskResultOptions,
  type TaskStatuses,
  taskDetailOptions,
  taskEstimateOptions,
  taskListOptions,
  taskResultOptions,
  taskStatsOptions,
  taskStatusOptions,
} from '@celery-results/query';
export { GroupProgress, type GroupProgressProps } from './group-progress.tsx';
export type { PersistPlace } from './persisted-id.ts';
export type { BarProps, PhaseTexts, ProgressState } from './progress-view.tsx';
export { CeleryResultsProvider, useCeleryClient } from './provider.tsx';
export type { RememberedTask } from './remembered-tasks.ts';
export { TaskProgress, type TaskProgressProps } from './task-progress.tsx';
export { type CancelTask, useCancelTask } from './use-cancel-task.ts';
export { useConnection } from './use-connection.ts';
export { useGroupStatus } from './use-group-status.ts';
export { type RememberedTaskList, useRememberedTasks } from './use-remembered-tasks.ts';
export {
  type StartAnswer,
  type StartContext,
  type StartedTask,
  type StartTaskOptions,
  useStartTask,
} from './use-start-task.ts';
export { useSuspenseTaskResult } from './use-suspense-task-result.ts';
export { useSuspenseTaskStatus } from './use-suspense-task-status.ts';
export { useTaskDetail } from './use-task-detail.ts';
export { useTaskEstimate } from './use-task-estimate.ts';
export { useTaskList } from './use-task-list.ts';
export { useTaskSettled } from './use-task-settled.ts';
export { useTaskStats } from './use-task-stats.ts';
export { useTaskStatus } from './use-task-status.ts';
export { useTaskStatuses } from './use-task-statuses.ts';
export { useTasksSettled } from './use-tasks-settled.ts';
