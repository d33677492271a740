import type { BatchBody } from './v1.ts';
import type { MemberDone, MemberStatus, TaskDoneBody, TaskStatusBody, TaskWire } from './wire.ts';

/** Parses the body of `celery-is_task_successful`. @throws TypeError that names the field */
export function parseTaskDone(body: unknown): TaskDoneBody {
  return { task: parseMemberDone(fieldsOf(body).task, 'task') };
}

/** Parses the body of `celery-task_status`. @throws TypeError that names the field */
export function parseTaskStatus(body: unknown): TaskStatusBody {
  return { task: parseTask(fieldsOf(body).task, 'task') };
}

/** The fields of all bodies, before a parser has checked them. */
type UncheckedFields = {
  readonly [K in
    | 'task'
    | 'group'
    | 'results'
    | 'tasks'
    | 'members'
    | keyof TaskWire
    | keyof MemberDone
    | keyof BatchBody]?: unknown;
};

/** Gives access to the fields of a value. Values that are not objects have no fields: the parser reports the first. */
export function fieldsOf(value: unknown): UncheckedFields {
  return value ?? {};
}

/** Parses a task of any body. `path` is its place in the body, for the error. */
export function parseTask(value: unknown, path: string): TaskWire {
  const { id, exc, traceback } = fieldsOf(value);
  return {
    id: parseId(id, path),
    ...parseMemberStatus(value, path),
    // Django sends both fields together, or omits both
    ...(exc !== undefined && {
      exc: parseStringOrNull(exc, `${path}.exc`),
      traceback: parseStringOrNull(traceback, `${path}.traceback`),
    }),
  };
}

export function parseMemberStatus(value: unknown, path: string): MemberStatus {
  const { status, result } = fieldsOf(value);
  if (result === undefined) throw shapeError(`${path}.result`, result);
  // a task's meta can set its status to null (vector text-meta-overrides-status), which becomes PENDING
  return { status: status === null ? 'PENDING' : parseString(status, `${path}.status`), result };
}

export function parseMemberDone(value: unknown, path: string): MemberDone {
  const { id, executed } = fieldsOf(value);
  if (typeof executed !== 'boolean') throw shapeError(`${path}.executed`, executed);
  return { id: parseId(id, path), executed };
}

export function parseId(id: unknown, path: string): string {
  // a group row may store the id of a member as a number: vector group-row-child-number
  return typeof id === 'number' ? String(id) : parseString(id, `${path}.id`);
}

export function parseString(value: unknown, path: string): string {
  if (typeof value !== 'string') throw shapeError(path, value);
  return value;
}

function parseStringOrNull(value: unknown, path: string): string | null {
  return value === null ? null : parseString(value, path);
}

/** Creates the error for a field of another type: `group.results[3].status is number`. */
export function shapeError(path: string, value: unknown): TypeError {
  return new TypeError(`${path} is ${value === null ? value : typeof value}`);
}
