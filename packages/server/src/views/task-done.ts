import { UnreadableResult } from '../errors.ts';
import type { TaskRecord } from '../stores/record.ts';
import { jsonString } from './json-string.ts';
import type { View } from './view.ts';

/** `celery-is_task_successful` */
export const taskDone: View = async (store, id) => {
  const record = (await store.tasks([id])).get(id);
  return ['{"task": ', doneText(jsonString(id), isSuccessful(id, record)), '}'];
};

/** `executed` means that the state is SUCCESS. */
export function doneText(idText: string, executed: boolean): string {
  return `{"id": ${idText}, "executed": ${executed}}`;
}

/** @throws UnreadableResult where the state itself cannot be read */
export function isSuccessful(id: string, record: TaskRecord | undefined): boolean {
  if (record?.kind === 'undecodable') throw new UnreadableResult(id, record.fault);
  return record?.successful ?? false;
}
