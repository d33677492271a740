import type {
  GroupDoneBody,
  GroupStatusBody,
  MemberDone,
  MemberStatus,
  TaskDoneBody,
  TaskStatusBody,
  TaskWire,
} from './wire.ts';

/** An answer is not of the wire's shape. `path` says where, in the form `group.results[3].status`. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly code = 'BAD_ENVELOPE';
  readonly path: string;

  constructor(path: string, expected: string, got: unknown) {
    super(`${path || 'the answer'} should be ${expected}, but is ${describe(got)}`);
    this.path = path;
  }
}

/** Reads the answer of `celery-is_task_successful`. @throws {@link ParseError} */
export function parseTaskDone(body: unknown): TaskDoneBody {
  return { task: memberDone(member(body, '', 'task'), 'task') };
}

/** Reads the answer of `celery-task_status`. @throws {@link ParseError} */
export function parseTaskStatus(body: unknown): TaskStatusBody {
  return { task: taskWire(member(body, '', 'task'), 'task') };
}

/** Reads the answer of `celery-is_group_successful`. @throws {@link ParseError} */
export function parseGroupDone(body: unknown): GroupDoneBody {
  return { group: group(body, memberDone) };
}

/** Reads the answer of `celery-group_status`. @throws {@link ParseError} */
export function parseGroupStatus(body: unknown): GroupStatusBody {
  return { group: group(body, memberStatus) };
}

function group<T>(body: unknown, one: (value: unknown, path: string) => T): { id: string; results: readonly T[] } {
  const value = member(body, '', 'group');
  const results = member(value, 'group', 'results');
  if (!Array.isArray(results)) throw new ParseError('group.results', 'a list', results);
  return { id: id(value, 'group'), results: results.map((item, index) => one(item, `group.results[${index}]`)) };
}

function taskWire(value: unknown, path: string): TaskWire {
  const task = { id: id(value, path), ...memberStatus(value, path) };
  const exc = optional(value, 'exc');
  const traceback = optional(value, 'traceback');
  return {
    ...task,
    ...(exc === undefined ? {} : { exc: text(exc, `${path}.exc`) }),
    ...(traceback === undefined ? {} : { traceback: traceback === null ? null : text(traceback, `${path}.traceback`) }),
  };
}

function memberStatus(value: unknown, path: string): MemberStatus {
  // a task may put null over its status (vector text-meta-overrides-status shows the way); a page shows that as PENDING
  const status = member(value, path, 'status') ?? 'PENDING';
  return { status: text(status, `${path}.status`), result: member(value, path, 'result') };
}

function memberDone(value: unknown, path: string): MemberDone {
  const executed = member(value, path, 'executed');
  if (typeof executed !== 'boolean') throw new ParseError(`${path}.executed`, 'true or false', executed);
  return { id: id(value, path), executed };
}

function id(value: unknown, path: string): string {
  const found = member(value, path, 'id');
  // members of a group may be stored under a number: vector group-row-child-number
  return typeof found === 'number' ? String(found) : text(found, `${path}.id`);
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new ParseError(path, 'text', value);
  return value;
}

function member(value: unknown, path: string, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ParseError(path, 'an object', value);
  const found = optional(value, key);
  if (found === undefined) throw new ParseError(path ? `${path}.${key}` : key, 'present', found);
  return found;
}

function optional(value: unknown, key: string): unknown {
  return Object.hasOwn(value as object, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
