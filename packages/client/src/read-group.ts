import type { ReadOptions } from './celery-client.ts';
import { HttpStatusError } from './errors.ts';
import type { MemberDone, MemberStatus } from './protocol/index.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';
import { toGroupStatus } from './to-group-status.ts';
import { toTaskStatus } from './to-task-status.ts';

/** The three reads that a group's status is put together from. */
export interface GroupReads {
  members(id: string, options: ReadOptions): Promise<readonly MemberDone[]>;
  results(id: string, options: ReadOptions): Promise<readonly MemberStatus[]>;
  task(id: string, options: ReadOptions): Promise<TaskStatus>;
}

/** Single reads under way at once for one group. */
const CONCURRENCY = 6;

/**
 * Reads groups. `group/status` has no ids, so they come from `group/done`, in the same order. Django answers `group/status` with 500 for an
 * unknown group, and for as long as it lives once a member failed: then the members are read one by one, final ones once, and the
 * broken view is not asked again for that group.
 */
export function groupReader(reads: GroupReads): (id: string, options: ReadOptions) => Promise<GroupStatus> {
  const broken = new Map<string, Map<string, TaskStatus>>();
  return async (id, options) => {
    const settled = broken.get(id);
    if (settled)
      return toGroupStatus(id, await oneByOne(reads, { members: await reads.members(id, options), settled, options }));
    const [members, results] = await Promise.all([reads.members(id, options), resultsOrNone(reads, id, options)]);
    if (results) return toGroupStatus(id, joined(id, members, results));
    if (members.length === 0) return toGroupStatus(id, []);
    const memory = new Map<string, TaskStatus>();
    broken.set(id, memory);
    return toGroupStatus(id, await oneByOne(reads, { members, settled: memory, options }));
  };
}

async function resultsOrNone(
  reads: GroupReads,
  id: string,
  options: ReadOptions,
): Promise<readonly MemberStatus[] | undefined> {
  try {
    return await reads.results(id, options);
  } catch (error) {
    if (error instanceof HttpStatusError && (error.status === 500 || error.status === 404)) return undefined;
    throw error;
  }
}

/** Where a nested group makes the lists differ in length, members are named by their place: `GROUP#0` is no id that Celery's URLs take. */
function joined(id: string, members: readonly MemberDone[], results: readonly MemberStatus[]): TaskStatus[] {
  const named = members.length === results.length;
  return results.map((result, index) =>
    toTaskStatus({ id: (named && members[index]?.id) || `${id}#${index}`, ...result }),
  );
}

interface Members {
  readonly members: readonly MemberDone[];
  /** Members known to be final; added to. */
  readonly settled: Map<string, TaskStatus>;
  readonly options: ReadOptions;
}

async function oneByOne(reads: GroupReads, { members, settled, options }: Members): Promise<TaskStatus[]> {
  const open = members.filter((member) => !settled.has(member.id));
  const fresh = new Map<string, TaskStatus>();
  const next = open.values();
  const worker = async (): Promise<void> => {
    for (const member of next) {
      const task = await reads.task(member.id, options);
      fresh.set(member.id, task);
      if (task.isReady) settled.set(member.id, task);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return members.map(
    (member) => settled.get(member.id) ?? nestedDone(member) ?? fresh.get(member.id) ?? pending(member.id),
  );
}

/** A nested group's id has no task row: `executed` is all that is known of it. */
function nestedDone({ id, executed }: MemberDone): TaskStatus | undefined {
  return executed ? toTaskStatus({ id, status: 'SUCCESS', result: null }) : undefined;
}

function pending(id: string): TaskStatus {
  return toTaskStatus({ id, status: 'PENDING', result: null });
}
