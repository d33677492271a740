import type { ScopedStore } from '../access/access.ts';
import { UnreadableResult } from '../problems/errors.ts';
import { type GroupMember, leavesOf, type TaskRecord } from '../stores/record.ts';
import { type ReadTasksOptions, readTasks } from './read-tasks.ts';

/** A group with the records of all its tasks, including those of nested groups. */
export interface LoadedGroup {
  readonly members: readonly GroupMember[];
  readonly tasks: ReadonlyMap<string, TaskRecord>;
}

/**
 * Reads a group in two batch reads, or in a few for a very large one. Undefined for an unknown group.
 *
 * @throws UnreadableResult if the stored group cannot be decoded
 */
export async function loadGroup(
  store: ScopedStore,
  id: string,
  options: ReadTasksOptions = {},
): Promise<LoadedGroup | undefined> {
  const group = (await store.groups([id])).get(id);
  if (!group) return undefined;
  if (group.kind === 'undecodable') throw new UnreadableResult(id, group.reason);
  const ids = new Set(leavesOf(group.members).map((leaf) => leaf.id));
  return { members: group.members, tasks: await readTasks(store, [...ids], options) };
}
