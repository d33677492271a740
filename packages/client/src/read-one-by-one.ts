import type { AbortOptions } from './celery-client.ts';
import { HttpStatusError } from './errors.ts';
import { isValidId, type MemberDone } from './protocol/index.ts';
import type { TaskStatus } from './task-status.ts';
import { toTaskStatus } from './to-task-status.ts';

/** How one member is read. */
export interface OneByOne {
  task(id: string, options: AbortOptions & { readonly retryOn500?: boolean }): Promise<TaskStatus>;
}

/** What a read of members is given, besides them. */
interface Context {
  /** Members known to be final, which are not asked for; added to. */
  readonly settled: Map<string, TaskStatus>;
  readonly options: AbortOptions;
}

/** Requests under way at once for one group. */
const CONCURRENCY = 6;

/** Reads the members of a group that are not yet final, each once, a few at a time. The first failure ends it. */
export async function readOneByOne(
  reads: OneByOne,
  members: readonly MemberDone[],
  { settled, options }: Context,
): Promise<TaskStatus[]> {
  const found = new Map(settled);
  const open = new Map(members.filter(({ id }) => !settled.has(id)).map((member) => [member.id, member]));
  const next = open.values();
  let isFailed = false;
  const worker = async (): Promise<void> => {
    for (const member of next) {
      if (isFailed) return;
      const task = await readMember(reads, member, options);
      found.set(member.id, task);
      if (task.isReady) settled.set(member.id, task);
    }
  };
  const stop = (error: unknown): never => {
    isFailed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, () => worker().catch(stop)));
  return members.map(({ id }) => found.get(id) ?? pending(id));
}

/** Of some members `executed` is all that can be told: a nested group has no task, and not every result can be written as JSON. */
async function readMember(reads: OneByOne, { id, executed }: MemberDone, options: AbortOptions): Promise<TaskStatus> {
  const unread = executed ? toTaskStatus<unknown, unknown>({ id, status: 'SUCCESS', result: null }) : pending(id);
  // members may have ids that no URL takes: vector group-odd-ids
  if (!isValidId(id) || id === '.' || id === '..') return unread;
  try {
    const task = await reads.task(id, { ...options, retryOn500: !executed });
    return task.phase === 'pending' ? unread : task;
  } catch (error) {
    if (executed && error instanceof HttpStatusError && error.status === 500) return unread;
    throw error;
  }
}

function pending(id: string): TaskStatus {
  return toTaskStatus({ id, status: 'PENDING', result: null });
}
