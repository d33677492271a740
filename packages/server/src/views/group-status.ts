import { UnknownGroup, UnreadableResult } from '../errors.ts';
import type { TaskRecord } from '../stores/record.ts';
import { leavesOf, loadGroup } from './group-members.ts';
import { jsonString } from './json-string.ts';
import type { View } from './view.ts';

/**
 * `celery-group_status`. Where Django answers 500: an unknown group throws, a failed member is its repr, and a nested group is its tasks in
 * their place (vectors group-unknown, group-one-failure, group-nested).
 */
export const groupStatus: View = async (store, id) => {
  const group = await loadGroup(store, id);
  if (!group) throw new UnknownGroup(`no group is stored under ${id}`);
  const results = leavesOf(group.members).map((leaf) => memberText(leaf.id, group.tasks.get(leaf.id)));
  return `{"group": {"id": ${jsonString(id)}, "results": [${results.join(', ')}]}}`;
};

function memberText(id: string, record: TaskRecord | undefined): string {
  if (!record) return '{"result": null, "status": "PENDING"}';
  switch (record.kind) {
    case 'value':
      return `{"result": ${record.result}, "status": ${record.status}}`;
    case 'exception':
      return `{"result": ${record.absent ? 'null' : jsonString(record.repr)}, "status": ${record.status}}`;
    default:
      throw new UnreadableResult(id, record.fault);
  }
}
