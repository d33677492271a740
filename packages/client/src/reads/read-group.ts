import { HttpStatusError } from '../errors/errors.ts';
import type { TransportRequest } from '../http/transport.ts';
import type { CeleryUrls } from '../model/celery-client.ts';
import type { GroupStatus, TaskStatus } from '../model/task-status.ts';
import { toGroupStatus } from '../model/to-group-status.ts';
import { type MemberStatus, parseGroupStatus } from '../protocol/index.ts';
import type { FetchOptions } from '../schedule/coalescer.ts';
import { readMembers } from './read-done.ts';
import { readOneByOne, type TaskReader } from './read-one-by-one.ts';
import type { StatusCache } from './status-cache.ts';

/** The parts of a client that {@link readGroup} needs. */
export interface GroupContext {
  readonly urls: Pick<CeleryUrls, 'taskStatus' | 'groupStatus' | 'groupDone'>;
  readonly cache: Pick<StatusCache, 'addTask' | 'addGroup' | 'pushCount'>;
  /** The client's memory of groups, by id. {@link readGroup} reads it and writes to it. */
  readonly groups: Map<string, GroupMemory>;
  read<T>(url: string, parse: (body: unknown) => T, request: TransportRequest): Promise<T>;
  readTask(url: string, request: TransportRequest): Promise<TaskStatus>;
}

/** The part of a group that later reads reuse. A saved group never changes its members. */
export interface GroupMemory {
  /** Ids in the order of `group/status`. Null if `group/done` lists other members, as for nested groups. */
  readonly ids: readonly string[] | null;
  /** Final members. Set when `group/status` has answered 500, which is then permanent. */
  readonly finalTasks?: Map<string, TaskStatus>;
}

/** Limit of groups in memory. The oldest is dropped first; its next read then sends one request more. */
const MAX_GROUPS = 200;

/**
 * Reads a group from Django's two group views.
 *
 * `group/status` has no ids. They come from `group/done`, which has the same order and is read once per group.
 *
 * Django answers `group/status` with 500 for an unknown group, and permanently after a member has failed. The members
 * are then read one by one, final ones only once, and `group/status` is no longer read for that group.
 */
export async function readGroup(
  context: GroupContext,
  id: string,
  options: FetchOptions,
  isRetry = false,
): Promise<GroupStatus> {
  const { groups } = context;
  const since = context.cache.pushCount();
  const group = groups.get(id);
  const [members, results] = await Promise.all([
    group && !group.finalTasks ? undefined : readMembers(context, id, options),
    group?.finalTasks ? 500 : readResults(context, id, options),
  ]);
  if (typeof results === 'number') {
    const listed = members ?? (await readMembers(context, id, options));
    const finalTasks = group?.finalTasks ?? new Map<string, TaskStatus>();
    if (results === 500 && listed.length > 0) remember(groups, id, { ids: null, finalTasks });
    const readTask: TaskReader = (member, request) => context.readTask(context.urls.taskStatus(member), request);
    const tasks = await readOneByOne({ readTask, members: listed, finalTasks, options });
    return context.cache.addGroup(toGroupStatus(id, tasks), undefined, since);
  }
  const ids = members ? members.map((member) => member.id) : (group?.ids ?? null);
  const isComplete = ids === null || ids.length === results.length;
  if (!isComplete && !isRetry) {
    // the group may have been saved between the two responses
    groups.delete(id);
    return readGroup(context, id, options, true);
  }
  remember(groups, id, { ids: isComplete ? ids : null });
  // a member without an id gets `GROUP#0`, which no task can have as its id
  const tasks = results.map((result, index) =>
    context.cache.addTask({ id: (isComplete && ids?.[index]) || `${id}#${index}`, ...result }, since),
  );
  return context.cache.addGroup(toGroupStatus(id, tasks), undefined, since);
}

function remember(groups: Map<string, GroupMemory>, id: string, group: GroupMemory): void {
  groups.set(id, group);
  const [oldest] = groups.keys();
  if (groups.size > MAX_GROUPS && oldest !== undefined) groups.delete(oldest);
}

/**
 * Reads `group/status`. Returns the status code for 500 and 404. Django answers 500 for an unknown group, and for a
 * member that it cannot serialize. `@celery-results/server` answers 404 for an unknown group.
 */
async function readResults(
  { urls, read }: GroupContext,
  id: string,
  options: FetchOptions,
): Promise<readonly MemberStatus[] | 500 | 404> {
  try {
    return (await read(urls.groupStatus(id), parseGroupStatus, { ...options, retryOn500: false })).group.results;
  } catch (error) {
    if (error instanceof HttpStatusError && (error.status === 500 || error.status === 404)) return error.status;
    throw error;
  }
}
