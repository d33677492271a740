import { isObject } from './is-object.ts';
import { fieldsOf, parseId, parseString, shapeError } from './parse.ts';
import { parseTaskV1 } from './parse-batch.ts';
import { parseList } from './parse-group.ts';
import type { StatsBody } from './v1-stats.ts';
import type { GroupDetailV1, TaskDetailV1, TaskItemV1, TaskListBody } from './v1-tasks.ts';

/** Parses the body of a list of tasks. @throws TypeError that names the field */
export function parseTaskList(body: unknown): TaskListBody {
  const { tasks } = fieldsOf(body);
  return { ...(body as TaskListBody), tasks: parseItems(tasks, 'tasks') };
}

/** Parses the body of a task's details. @throws TypeError that names the field */
export function parseTaskDetail(body: unknown): TaskDetailV1 {
  return { ...(body as TaskDetailV1), ...parseTaskV1(body, 'task') };
}

/** Parses the body of a group's details. @throws TypeError that names the field */
export function parseGroupDetail(body: unknown): GroupDetailV1 {
  const { id, members } = fieldsOf(body);
  return { ...(body as GroupDetailV1), id: parseId(id, 'group'), members: parseItems(members, 'members') };
}

/** Parses the body of the numbers over all tasks. @throws TypeError that names the field */
export function parseStats(body: unknown): StatsBody {
  const { errors } = fieldsOf(body);
  if (!isObject(errors)) throw shapeError('errors', errors);
  return body as StatsBody;
}

/** Checks only id and state: the other fields are only displayed. */
function parseItems(value: unknown, path: string): readonly TaskItemV1[] {
  return parseList(value, path).map((item, index) => {
    const { id, status } = fieldsOf(item);
    const place = `${path}[${index}]`;
    return { ...(item as TaskItemV1), id: parseId(id, place), status: parseString(status, `${place}.status`) };
  });
}
