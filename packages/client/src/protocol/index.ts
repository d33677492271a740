export { parseTaskDone, parseTaskStatus } from './parse.ts';
export { parseGroupDone, parseGroupStatus } from './parse-group.ts';
export type { RouteArgs, RouteName, UrlStyle } from './routes.ts';
export { isValidId, NoReverseMatch, pathPattern, ROUTES, reverse } from './routes.ts';
export type { CeleryState, TaskPhase, TaskState } from './states.ts';
export { EXCEPTION_STATES, FINAL_STATES, PROPAGATE_STATES, phaseOf, READY_STATES } from './states.ts';
export type { BatchBody, BatchRequest, ClosingReason, EventData, GroupV1, ProblemWire, TaskV1 } from './v1.ts';
export { BATCH_PATH, EVENTS_PATH, EVENTS_REL, V1_REL } from './v1.ts';
export type {
  ActivityV1,
  CountsV1,
  CountV1,
  DurationsV1,
  Exactness,
  FailureGroupV1,
  FailuresV1,
  NameV1,
  PeriodicV1,
  RunningTaskV1,
  RunningV1,
  StatsBody,
  StatsQuery,
  StatsWindow,
  StepV1,
  TableV1,
  ValuesV1,
} from './v1-stats.ts';
export { STATS_WINDOWS } from './v1-stats.ts';
export type {
  ChordV1,
  GroupDetailQuery,
  GroupDetailV1,
  HintedField,
  HintV1,
  NestedGroupV1,
  SearchedV1,
  TaskDetailV1,
  TaskItemV1,
  TaskListBody,
  TaskListQuery,
} from './v1-tasks.ts';
export type {
  GroupDoneBody,
  GroupStatusBody,
  MemberDone,
  MemberStatus,
  TaskDoneBody,
  TaskStatusBody,
  TaskWire,
} from './wire.ts';
