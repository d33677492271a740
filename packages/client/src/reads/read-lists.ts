import type { TransportRequest } from '../http/transport.ts';
import type { AbortOptions } from '../model/celery-client.ts';
import {
  type GroupDetailQuery,
  type GroupDetailV1,
  isValidId,
  NoReverseMatch,
  type StatsBody,
  type StatsQuery,
  type TaskDetailV1,
  type TaskListBody,
  type TaskListQuery,
} from '../protocol/index.ts';
import { parseGroupDetail, parseStats, parseTaskDetail, parseTaskList } from '../protocol/parse-tasks.ts';
import { STATS_PATH } from '../protocol/v1-stats.ts';
import { GROUPS_PATH, TASKS_PATH } from '../protocol/v1-tasks.ts';

/** The parts of a client that reads of lists and details need. */
export interface ListContext {
  readonly base: string;
  read<T>(url: string, parse: (body: unknown) => T, request: TransportRequest): Promise<T>;
}

/** Reads a page of the stored tasks. */
export function listTasks(
  { base, read }: ListContext,
  query: TaskListQuery = {},
  options: AbortOptions = {},
): Promise<TaskListBody> {
  return read(`${base}${TASKS_PATH}${searchOf(query)}`, parseTaskList, options);
}

/** Reads the details of one task. */
export async function taskDetail(
  { base, read }: ListContext,
  id: string,
  options: AbortOptions = {},
): Promise<TaskDetailV1> {
  return read(base + pathOf(TASKS_PATH, id), parseTaskDetail, options);
}

/** Reads a page of the members of a group. */
export async function groupDetail(
  { base, read }: ListContext,
  id: string,
  query: GroupDetailQuery = {},
  options: AbortOptions = {},
): Promise<GroupDetailV1> {
  return read(base + pathOf(GROUPS_PATH, id) + searchOf(query), parseGroupDetail, options);
}

/** Reads numbers over all tasks. */
export function stats(
  { base, read }: ListContext,
  query: StatsQuery = {},
  options: AbortOptions = {},
): Promise<StatsBody> {
  return read(base + STATS_PATH + searchOf(query), parseStats, options);
}

/** @throws NoReverseMatch for an id that is invalid in a URL, as for Django's URLs */
function pathOf(path: string, id: string): string {
  if (!isValidId(id) || id === '.' || id === '..') throw new NoReverseMatch(`no URL: ${path}${JSON.stringify(id)}`);
  return `${path}${encodeURIComponent(id)}/`;
}

function searchOf(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length === 0 ? '' : `?${search}`;
}
