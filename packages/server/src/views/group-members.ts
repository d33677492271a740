import type { ScopedStore } from '../access/access.ts';
import { forEachYielding } from '../lib/for-each-yielding.ts';
import { UnreadableResult } from '../problems/errors.ts';
import { type GroupMember, leavesOf, type TaskMember, type TaskRecord } from '../stores/record.ts';
import { type ReadTasksOptions, readTasks } from './read-tasks.ts';

/** A stored group. */
export interface LoadedGroup {
  readonly members: readonly GroupMember[];
  /** All its tasks in order, including those of nested groups. */
  readonly leaves: readonly TaskMember[];
}

export const NO_MEMBERS: LoadedGroup = { members: [], leaves: [] };

/** Tasks that are read together. */
const TASKS_PER_READ = 5_000;

/**
 * Reads a group without its tasks. Undefined for an unknown group.
 *
 * @throws UnreadableResult if the stored group cannot be decoded
 */
export async function loadGroup(store: ScopedStore, id: string): Promise<LoadedGroup | undefined> {
  const group = (await store.groups([id])).get(id);
  if (!group) return undefined;
  if (group.kind === 'undecodable') throw new UnreadableResult(id, group.reason);
  return { members: group.members, leaves: leavesOf(group.members) };
}

/**
 * Reads the tasks of a group, and calls `work` for each in order. One read is enough for nearly all groups. The tasks
 * of a very large group are never in memory together, and other requests run in between.
 */
export async function forEachTask(
  store: ScopedStore,
  { leaves }: LoadedGroup,
  options: ReadTasksOptions,
  work: (task: TaskMember, record: TaskRecord | undefined) => void,
): Promise<void> {
  for (let at = 0; at < leaves.length; at += TASKS_PER_READ) {
    const some = leaves.length <= TASKS_PER_READ ? leaves : leaves.slice(at, at + TASKS_PER_READ);
    const records = await readTasks(store, [...new Set(some.map(({ id }) => id))], options);
    await forEachYielding(some, (task) => work(task, records.get(task.id)));
  }
}
