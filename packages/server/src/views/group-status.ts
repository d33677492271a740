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
  let separator = '{"result": ';
  for (const leaf of leavesOf(group.members)) {
    const { result, status } = memberOf(leaf.id, group.tasks.get(leaf.id));
    if (typeof result === 'string') parts.push(separator, result, ', "status": ', status, '}');
    else parts.push(separator, ...result, ', "status": ', status, '}');
    separator = ', {"result": ';
  }
  parts.push(']}}');
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
