import { misfit, open, text, toTask } from './parse.ts';
import { list } from './parse-group.ts';
import type { GroupV1, ProblemWire, TaskV1 } from './v1.ts';

/** The answer to a batch, each half by id. Ids such as `__proto__` are ids like any other. */
export interface ParsedBatch {
  readonly tasks: ReadonlyMap<string, TaskV1>;
  readonly groups: ReadonlyMap<string, GroupV1>;
  readonly unchanged: ReadonlySet<string>;
  readonly errors: ReadonlyMap<string, ProblemWire>;
}

/** Reads the answer of the batch. @throws TypeError that names the place */
export function parseBatch(body: unknown): ParsedBatch {
  const { tasks, groups, unchanged, errors } = open(body);
  return {
    tasks: byId(tasks, 'tasks', task),
    groups: byId(groups, 'groups', group),
    unchanged: new Set(list(unchanged, 'unchanged').map((id) => text(id, 'unchanged'))),
    errors: byId(errors, 'errors', problem),
  };
}

function byId<T>(value: unknown, path: string, one: (value: unknown, path: string) => T): Map<string, T> {
  if (typeof value !== 'object' || value === null) throw misfit(path, value);
  return new Map(Object.entries(value).map(([id, item]) => [id, one(item, `${path}.${id}`)]));
}

/** What is not checked is shown at the most, or sent back as it came. */
function task(value: unknown, path: string): TaskV1 {
  return { ...(value as TaskV1), ...toTask(value, path) };
}

function group(value: unknown, path: string): GroupV1 {
  const results = list(open(value).results, `${path}.results`);
  return { ...(value as GroupV1), results: results.map((item, index) => task(item, `${path}.results[${index}]`)) };
}

function problem(value: unknown, path: string): ProblemWire {
  const { status } = open(value);
  if (typeof status !== 'number') throw misfit(`${path}.status`, status);
  return value as ProblemWire;
}
