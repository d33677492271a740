import { jsonString } from '../lib/json-string.ts';
import { TextParts } from '../lib/text-parts.ts';
import { MemoryExceeded, UnknownGroup, UnreadableResult } from '../problems/errors.ts';
import { chunksOfResult, type JsonText, type TaskRecord } from '../stores/record.ts';
import { forEachTask, loadGroup } from './group-members.ts';
import type { View } from './view.ts';

/**
 * `celery-group_status`. In two cases Django answers 500: here an unknown group is a 404, and a failed member is its
 * repr. A nested group is replaced by its tasks. Vectors group-unknown, group-one-failure, group-nested.
 */
export const groupStatus: View = async (store, id) => {
  const group = await loadGroup(store, id);
  if (!group) throw new UnknownGroup(`no group is stored under ${id}`);
  const parts = new TextParts();
  parts.add(`{"group": {"id": ${jsonString(id)}, "results": [`);
  let separator = '{"result": ';
  await forEachTask(store, group, {}, ({ id: task }, record) => {
    const { result, status } = memberOf(task, record);
    parts.add(separator);
    for (const chunk of chunksOfResult(result)) parts.add(chunk);
    parts.add(`, "status": ${status}}`);
    separator = ', {"result": ';
  });
  parts.add(']}}');
  return { parts: parts.end() };
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
