import { HttpStatusError } from '../errors/errors.ts';
import type { TaskStatus } from '../model/task-status.ts';
import { toTaskStatus } from '../model/to-task-status.ts';
import { isValidId, type MemberDone } from '../protocol/index.ts';
import type { FetchOptions } from '../schedule/coalescer.ts';

/** Reads one member. */
export type TaskReader = (id: string, options: FetchOptions & { readonly retryOn500?: boolean }) => Promise<TaskStatus>;

/** Options of {@link readOneByOne}. */
interface MemberReads {
  readonly readTask: TaskReader;
  readonly members: readonly MemberDone[];
  /** Final members by id, which are not read again. Newly found final members are added. */
  readonly finalTasks: Map<string, TaskStatus>;
  readonly options: FetchOptions;
}

/** Limit of concurrent reads for one group. */
const MAX_READS = 6;

/** Reads each unfinished member of a group once. The first error ends all reads. */
export async function readOneByOne({ readTask, members, finalTasks, options }: MemberReads): Promise<TaskStatus[]> {
  // a second run with the same id may turn a failed or revoked task into a success
  for (const { id, executed } of members)
    if (finalTasks.get(id)?.phase !== 'succeeded' && executed) finalTasks.delete(id);
  const tasks = new Map(finalTasks);
  const unread = new Map(members.filter(({ id }) => !finalTasks.has(id)).map((member) => [member.id, member]));
  // all loops take their members from this one iterator
  const next = unread.values();
  let isFailed = false;
  const readMembers = async (): Promise<void> => {
    for (const member of next) {
      if (isFailed) return;
      const task = await readMember(readTask, member, options);
      tasks.set(member.id, task);
      if (task.isReady && task.phase !== 'revoked') finalTasks.set(member.id, task);
    }
  };
  const stop = (error: unknown): never => {
    isFailed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: MAX_READS }, () => readMembers().catch(stop)));
  return members.map(({ id }) => tasks.get(id) ?? createPendingTask(id));
}

/**
 * Reads a member. For some members only `executed` is known: a nested group has no task, and Django answers 500 for a
 * result that it cannot serialize. Such a member is a task in SUCCESS with an unreadable result, or a pending task.
 */
async function readMember(
  readTask: TaskReader,
  { id, executed }: MemberDone,
  options: FetchOptions,
): Promise<TaskStatus> {
  const fallback = executed ? toTaskStatus({ id, status: 'SUCCESS', result: null }) : createPendingTask(id);
  // members may have ids that are invalid in a URL: vector group-odd-ids
  if (!isValidId(id) || id === '.' || id === '..') return fallback;
  try {
    const task = await readTask(id, { ...options, retryOn500: !executed });
    return task.phase === 'pending' ? fallback : task;
  } catch (error) {
    if (executed && error instanceof HttpStatusError && error.status === 500) return fallback;
    throw error;
  }
}

function createPendingTask(id: string): TaskStatus {
  return toTaskStatus({ id, status: 'PENDING', result: null });
}
