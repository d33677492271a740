import type { AnsweredTask } from './answers.ts';
import type { AbortOptions, CeleryUrls } from './celery-client.ts';
import { HttpStatusError } from './errors.ts';
import type { TransportRequest } from './http/transport.ts';
import { type MemberStatus, parseGroupStatus } from './protocol/index.ts';
import { readMembers } from './read-done.ts';
import { type OneByOne, readOneByOne } from './read-one-by-one.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';
import { toGroupStatus } from './to-group-status.ts';

/** What groups are read with. */
export interface GroupReads {
  read<T>(url: string, parse: (body: unknown) => T, request: TransportRequest): Promise<T>;
  readTask(url: string, request: TransportRequest): Promise<TaskStatus>;
  readonly urls: Pick<CeleryUrls, 'taskStatus' | 'groupStatus' | 'groupDone'>;
  /** A member as the model. */
  toStatus(wire: AnsweredTask): TaskStatus;
}

/** What is known of a group after the first read; a saved group never changes its members. */
interface Known {
  /** Ids by place in `group/status`; null where that lists other tasks than `group/done`, as for nested groups. */
  readonly ids: readonly string[] | null;
  /** Final members, where `group/status` is broken for good. */
  readonly settled?: Map<string, TaskStatus>;
}

/** Groups remembered by one client. The oldest is forgotten first, which only costs requests. */
const REMEMBERED = 200;

/**
 * Reads groups. `group/status` has no ids, so they come from `group/done`, once, in the same order. Django answers `group/status` with 500 for
 * an unknown group, and for as long as it lives once a member failed: then the members are read one by one, final ones once, and
 * the broken view is not asked again for that group.
 */
export function groupReader(reads: GroupReads): (id: string, options: AbortOptions) => Promise<GroupStatus> {
  const memory = new Map<string, Known>();
  const task: OneByOne['task'] = (member, options) => reads.readTask(reads.urls.taskStatus(member), options);

  async function read(id: string, options: AbortOptions, isLast: boolean): Promise<GroupStatus> {
    const known = memory.get(id);
    const [listed, results] = await Promise.all([
      known && !known.settled ? undefined : readMembers(reads, id, options),
      known?.settled ? 500 : resultsOrStatus(reads, id, options),
    ]);
    if (typeof results === 'number') {
      const members = listed ?? (await readMembers(reads, id, options));
      const settled = known?.settled ?? new Map<string, TaskStatus>();
      if (results === 500 && members.length > 0) remember(memory, id, { ids: null, settled });
      return toGroupStatus(id, await readOneByOne({ task }, members, { settled, options }));
    }
    const ids = listed ? listed.map((member) => member.id) : (known?.ids ?? null);
    const isEven = ids === null || ids.length === results.length;
    if (!isEven && !isLast) {
      // the group may have been saved between the two answers
      memory.delete(id);
      return read(id, options, true);
    }
    remember(memory, id, { ids: isEven ? ids : null });
    // members without an id are named by their place: GROUP#0 is no id that Celery's URLs take
    const tasks = results.map((one, index) =>
      reads.toStatus({ id: (isEven && ids?.[index]) || `${id}#${index}`, ...one }),
    );
    return toGroupStatus(id, tasks);
  }
  return (id, options) => read(id, options, false);
}

function remember(memory: Map<string, Known>, id: string, known: Known): void {
  memory.set(id, known);
  const [oldest] = memory.keys();
  if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
}

/** 500 and 404 may mean an unknown group, or a member that Django cannot write down. */
async function resultsOrStatus(
  reads: GroupReads,
  id: string,
  options: AbortOptions,
): Promise<readonly MemberStatus[] | 500 | 404> {
  try {
    const request = { ...options, retryOn500: false };
    return (await reads.read(reads.urls.groupStatus(id), parseGroupStatus, request)).group.results;
  } catch (error) {
    if (error instanceof HttpStatusError && (error.status === 500 || error.status === 404)) return error.status;
    throw error;
  }
}
