import { UnknownGroup, UnreadableResult } from '../errors.ts';
import { type JsonText, leavesOf, type TaskRecord } from '../stores/record.ts';
import { loadGroup } from './group-members.ts';
import { jsonString } from './json-string.ts';
import type { View } from './view.ts';

/**
 * `celery-group_status`. Where Django answers 500: an unknown group throws, a failed member is its repr, and a nested group is its tasks in
 * their place (vectors group-unknown, group-one-failure, group-nested).
 */
export const groupStatus: View = async (store, id) => {
  const group = await loadGroup(store, id);
  if (!group) throw new UnknownGroup(`no group is stored under ${id}`);
  const parts = [`{"group": {"id": ${jsonString(id)}, "results": [`];
  // between two results, of which there are many: made anew only where the state is another one
  let between = '';
  let statusBefore = '';
  for (const leaf of leavesOf(group.members)) {
    const { result, status } = memberOf(leaf.id, group.tasks.get(leaf.id));
    parts.push(between === '' ? '{"result": ' : between);
    if (typeof result === 'string') parts.push(result);
    else parts.push(...result);
    if (status !== statusBefore) between = `, "status": ${status}}, {"result": `;
    statusBefore = status;
  }
  parts.push(between === '' ? ']}}' : `, "status": ${statusBefore}}]}}`);
  return parts;
};

function memberOf(
  id: string,
  record: TaskRecord | undefined,
): { readonly result: JsonText | readonly JsonText[]; readonly status: JsonText } {
  if (!record) return { result: 'null', status: '"PENDING"' };
  switch (record.kind) {
    case 'value':
      return record;
    case 'exception':
      return { result: record.absent ? 'null' : record.repr, status: record.status };
    default:
      throw new UnreadableResult(id, record.fault);
  }
}
