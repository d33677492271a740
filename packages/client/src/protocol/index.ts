export { parseTaskDone, parseTaskStatus } from './parse.ts';
export { parseGroupDone, parseGroupStatus } from './parse-group.ts';
export type { RouteArgs, RouteName, UrlStyle } from './routes.ts';
export { isValidId, NoReverseMatch, pathPattern, ROUTES, reverse } from './routes.ts';
export type { CeleryState, TaskPhase, TaskState } from './states.ts';
export { EXCEPTION_STATES, FINAL_STATES, PROPAGATE_STATES, phaseOf, READY_STATES } from './states.ts';
export type { BatchBody, BatchRequest, GroupV1, ProblemWire, TaskV1 } from './v1.ts';
export { BATCH_PATH, V1_REL } from './v1.ts';
export type {
  GroupDoneBody,
  GroupStatusBody,
  MemberDone,
  MemberStatus,
  TaskDoneBody,
  TaskStatusBody,
  TaskWire,
} from './wire.ts';
