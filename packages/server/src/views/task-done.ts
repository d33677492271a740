import { jsonString } from '../lib/json-string.ts';
import { UnreadableResult } from '../problems/errors.ts';
import type { TaskRecord } from '../stores/record.ts';
import { readTasks } from './read-tasks.ts';
import type { View } from './view.ts';

/** `celery-is_task_successful` */
export const taskDone: View = async (store, id) => {
  const record = (await readTasks(store, [id], { dropResults: true })).get(id);
  return { parts: ['{"task": ', doneText(jsonString(id), isSuccessful(id, record)), '}'] };
};

/** Returns the answer's text. `executed` means that the state is SUCCESS. */
export function doneText(idText: string, executed: boolean): string {
  return `{"id": ${idText}, "executed": ${executed}}`;
}

/** @throws UnreadableResult if the state cannot be decoded */
function isSuccessful(id: string, record: TaskRecord | undefined): boolean {
  if (record?.kind === 'undecodable') throw new UnreadableResult(id, record.reason);
  return record?.successful ?? false;
}
