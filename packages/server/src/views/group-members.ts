import type { ScopedStore } from '../access/scoped-store.ts';
import { UnreadableResult } from '../errors.ts';
import { type GroupMember, leavesOf, type TaskRecord } from '../stores/record.ts';

/** A group with the records of all its tasks, however deep they are nested. */
export interface LoadedGroup {
  readonly members: readonly GroupMember[];
  readonly tasks: ReadonlyMap<string, TaskRecord>;
}

/**
 * Reads a group in two batch reads, whatever its size; undefined for an unknown one.
 *
 * @throws UnreadableResult where the group's own row cannot be read
 */
export async function loadGroup(store: ScopedStore, id: string): Promise<LoadedGroup | undefined> {
  const group = (await store.groups([id])).get(id);
  if (!group) return undefined;
  if (group.kind === 'undecodable') throw new UnreadableResult(id, group.fault);
  const ids = new Set(leavesOf(group.members).map((leaf) => leaf.id));
  return { members: group.members, tasks: await store.tasks([...ids]) };
}
