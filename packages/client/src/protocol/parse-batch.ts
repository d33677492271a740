import { isObject } from './is-object.ts';
import { fieldsOf, parseString, parseTask, shapeError } from './parse.ts';
import { parseList } from './parse-group.ts';
import type { GroupV1, ProblemWire, TaskV1 } from './v1.ts';

/** The body of a batch's response, by id. In a map, an id such as `__proto__` is an ordinary key. */
export interface ParsedBatch {
  readonly tasks: ReadonlyMap<string, TaskV1>;
  readonly groups: ReadonlyMap<string, GroupV1>;
  readonly unchanged: ReadonlySet<string>;
  readonly errors: ReadonlyMap<string, ProblemWire>;
}

/** Parses the body of a batch's response. @throws TypeError that names the field */
export function parseBatch(body: unknown): ParsedBatch {
  const { tasks, groups, unchanged, errors } = fieldsOf(body);
  return {
    tasks: parseById(tasks, 'tasks', parseTaskV1),
    groups: parseById(groups, 'groups', parseGroupV1),
    unchanged: new Set(parseList(unchanged, 'unchanged').map((id) => parseString(id, 'unchanged'))),
    errors: parseById(errors, 'errors', parseProblem),
  };
}

function parseById<T>(value: unknown, path: string, parse: (value: unknown, path: string) => T): Map<string, T> {
  if (!isObject(value)) throw shapeError(path, value);
  return new Map(Object.entries(value).map(([id, item]) => [id, parse(item, `${path}.${id}`)]));
}

/** Parses a task. Checks only Django's fields: the client displays the others, or sends them back unchanged. */
export function parseTaskV1(value: unknown, path: string): TaskV1 {
  return { ...(value as TaskV1), ...parseTask(value, path) };
}

/** Parses a group of a batch, or of an event. */
export function parseGroupV1(value: unknown, path: string): GroupV1 {
  const results = parseList(fieldsOf(value).results, `${path}.results`);
  return {
    ...(value as GroupV1),
    results: results.map((item, index) => parseTaskV1(item, `${path}.results[${index}]`)),
  };
}

function parseProblem(value: unknown, path: string): ProblemWire {
  const { status } = fieldsOf(value);
  if (typeof status !== 'number') throw shapeError(`${path}.status`, status);
  return value as ProblemWire;
}
