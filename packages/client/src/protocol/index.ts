export { parseGroupDone, parseGroupStatus, parseTaskDone, parseTaskStatus } from './parse.ts';
export type { RouteArgs, RouteMatch, RouteName, UrlStyle } from './routes.ts';
export { isValidId, match, NoReverseMatch, pathPattern, ROUTES, reverse } from './routes.ts';
export type { CeleryState, TaskPhase, TaskState } from './states.ts';
export { EXCEPTION_STATES, FINAL_STATES, PROPAGATE_STATES, phaseOf, READY_STATES } from './states.ts';
export type {
  GroupDoneBody,
  GroupStatusBody,
  MemberDone,
  MemberStatus,
  TaskDoneBody,
  TaskStatusBody,
  TaskWire,
} from './wire.ts';
