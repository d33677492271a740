import type { ReadOptions } from './celery-client.ts';
import { HttpStatusError } from './errors.ts';
import type { MemberDone, MemberStatus } from './protocol/index.ts';
import { type OneByOne, readOneByOne } from './read-one-by-one.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';
import { toGroupStatus } from './to-group-status.ts';
import { toTaskStatus } from './to-task-status.ts';

/** The three reads that a group's status is put together from. */
export interface GroupReads extends OneByOne {
  members(id: string, options: ReadOptions): Promise<readonly MemberDone[]>;
  results(id: string, options: ReadOptions): Promise<readonly MemberStatus[]>;
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
export function groupReader(reads: GroupReads): (id: string, options: ReadOptions) => Promise<GroupStatus> {
  const memory = new Map<string, Known>();

  async function read(id: string, options: ReadOptions, isLast: boolean): Promise<GroupStatus> {
    const known = memory.get(id);
    const [listed, results] = await Promise.all([
      known && !known.settled ? undefined : reads.members(id, options),
      known?.settled ? 500 : resultsOrStatus(reads, id, options),
    ]);
    if (typeof results === 'number') {
      const members = listed ?? (await reads.members(id, options));
      const settled = known?.settled ?? new Map<string, TaskStatus>();
      if (results === 500 && members.length > 0) remember(memory, id, { ids: null, settled });
      return toGroupStatus(id, await readOneByOne(reads, members, { settled, options }));
    }
    const ids = listed ? listed.map((member) => member.id) : (known?.ids ?? null);
    const isEven = ids === null || ids.length === results.length;
    if (!isEven && !isLast) {
      // the group may have been saved between the two answers
      memory.delete(id);
      return read(id, options, true);
    }
    remember(memory, id, { ids: isEven ? ids : null });
    return joined(id, isEven ? ids : null, results);
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
  options: ReadOptions,
): Promise<readonly MemberStatus[] | 500 | 404> {
  try {
    return await reads.results(id, options);
  } catch (error) {
    if (error instanceof HttpStatusError && (error.status === 500 || error.status === 404)) return error.status;
    throw error;
  }
}

/** Members without an id are named by their place: `GROUP#0` is no id that Celery's URLs take. */
function joined(id: string, ids: readonly string[] | null, results: readonly MemberStatus[]): GroupStatus {
  return toGroupStatus(
    id,
    results.map((result, index) => toTaskStatus({ id: ids?.[index] ?? `${id}#${index}`, ...result })),
  );
}
