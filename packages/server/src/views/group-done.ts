import { forEachYielding } from '../lib/for-each-yielding.ts';
import { jsonString } from '../lib/json-string.ts';
import { TextParts } from '../lib/text-parts.ts';
import { UnreadableResult } from '../problems/errors.ts';
import { leavesOf, type TaskRecord } from '../stores/record.ts';
import { forEachTask, loadGroup, NO_MEMBERS } from './group-members.ts';
import { doneText } from './task-done.ts';
import type { View } from './view.ts';

/** `celery-is_group_successful`; an unknown group gives the same answer as an empty one (vector group-unknown). */
export const groupDone: View = async (store, id) => {
  const group = (await loadGroup(store, id)) ?? NO_MEMBERS;
  /** Of each task in order. */
  const done: Done[] = [];
  await forEachTask(store, group, { dropResults: true }, (task, record) => done.push(toDone(task.id, record)));
  const parts = new TextParts();
  parts.add(`{"group": {"id": ${jsonString(id)}, "results": [`);
  let separator = '';
  let at = 0;
  await forEachYielding(group.members, (member) => {
    const end = at + (member.kind === 'task' ? 1 : leavesOf(member.members).length);
    parts.add(`${separator}${doneText(member.idText, areAllDone(done, at, end))}`);
    separator = ', ';
    at = end;
  });
  parts.add(']}}');
  return { parts: parts.end() };
};

/** Whether a task succeeded, or why that cannot be read. */
type Done = boolean | UnreadableResult;

function toDone(id: string, record: TaskRecord | undefined): Done {
  if (record?.kind === 'undecodable') return new UnreadableResult(id, record.reason);
  return record?.successful ?? false;
}

/**
 * Returns whether a member succeeded. A nested group succeeded when all tasks below it did, so an empty one did
 * (vectors group-nested, group-nested-failing). Nothing is read after a task that did not succeed.
 */
function areAllDone(done: readonly Done[], from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) {
    const state = done[at];
    if (state instanceof UnreadableResult) throw state;
    if (state !== true) return false;
  }
  return true;
}
