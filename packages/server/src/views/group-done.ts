import { jsonString } from '../lib/json-string.ts';
import { type GroupMember, leavesOf, type TaskRecord } from '../stores/record.ts';
import { loadGroup } from './group-members.ts';
import { doneText, isSuccessful } from './task-done.ts';
import type { View } from './view.ts';

/** `celery-is_group_successful`; an unknown group gives the same answer as an empty one (vector group-unknown). */
export const groupDone: View = async (store, id) => {
  const group = await loadGroup(store, id, { dropResults: true });
  const results = group ? group.members.map((member) => doneText(member.idText, isDone(member, group.tasks))) : [];
  return { parts: ['{"group": {"id": ', jsonString(id), ', "results": [', results.join(', '), ']}}'] };
};

/**
 * Returns whether a member succeeded. A nested group succeeded when all tasks below it did, so an empty one did
 * (vectors group-nested, group-nested-failing).
 */
function isDone(member: GroupMember, tasks: ReadonlyMap<string, TaskRecord>): boolean {
  return leavesOf([member]).every((leaf) => isSuccessful(leaf.id, tasks.get(leaf.id)));
}
