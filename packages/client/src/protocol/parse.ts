import type { BatchBody } from './v1.ts';
import type { MemberDone, MemberStatus, TaskDoneBody, TaskStatusBody, TaskWire } from './wire.ts';

/** Reads the answer of `celery-is_task_successful`. @throws TypeError that names the place */
export function parseTaskDone(body: unknown): TaskDoneBody {
  return { task: memberDone(open(body).task, 'task') };
}

/** Reads the answer of `celery-task_status`. @throws TypeError that names the place */
export function parseTaskStatus(body: unknown): TaskStatusBody {
  return { task: toTask(open(body).task, 'task') };
}

/** Every field of the wire, unread. */
type Unread = {
  readonly [K in 'task' | 'group' | 'results' | keyof TaskWire | keyof MemberDone | keyof BatchBody]?: unknown;
};

/** What is no object has no fields, so the first one that is wanted is named as missing. */
export function open(value: unknown): Unread {
  return value ?? {};
}

/** A task, wherever it stands. */
export function toTask(value: unknown, path: string): TaskWire {
  const { id, exc, traceback } = open(value);
  return {
    id: idOf(id, path),
    ...memberStatus(value, path),
    // both or neither
    ...(exc !== undefined && {
      exc: textOrNull(exc, `${path}.exc`),
      traceback: textOrNull(traceback, `${path}.traceback`),
    }),
  };
}

export function memberStatus(value: unknown, path: string): MemberStatus {
  const { status, result } = open(value);
  if (result === undefined) throw misfit(`${path}.result`, result);
  // a task may put null over its status (vector text-meta-overrides-status shows the way); a page shows that as PENDING
  return { status: status === null ? 'PENDING' : text(status, `${path}.status`), result };
}

export function memberDone(value: unknown, path: string): MemberDone {
  const { id, executed } = open(value);
  if (typeof executed !== 'boolean') throw misfit(`${path}.executed`, executed);
  return { id: idOf(id, path), executed };
}

export function idOf(id: unknown, path: string): string {
  // members of a group may be stored under a number: vector group-row-child-number
  return typeof id === 'number' ? String(id) : text(id, `${path}.id`);
}

export function text(value: unknown, path: string): string {
  if (typeof value !== 'string') throw misfit(path, value);
  return value;
}

function textOrNull(value: unknown, path: string): string | null {
  return value === null ? null : text(value, path);
}

/** An answer is not of the wire's shape: `group.results[3].status is number`. */
export function misfit(path: string, got: unknown): TypeError {
  return new TypeError(`${path} is ${got === null ? got : typeof got}`);
}
