import { jsonString } from '../lib/json-string.ts';
import { MemoryExceeded, UnknownGroup, UnreadableResult } from '../problems/errors.ts';
import { type JsonText, leavesOf, type TaskRecord } from '../stores/record.ts';
import { loadGroup } from './group-members.ts';
import type { View } from './view.ts';

/**
 * `celery-group_status`. In two cases Django answers 500: here an unknown group is a 404, and a failed member is its
 * repr. A nested group is replaced by its tasks. Vectors group-unknown, group-one-failure, group-nested.
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
  return { parts };
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
    case 'omitted':
      throw new MemoryExceeded('the result was left out');
    default:
      throw new UnreadableResult(id, record.reason);
  }
}
