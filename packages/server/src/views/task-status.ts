import { jsonString } from '../lib/json-string.ts';
import { MemoryExceeded, UnreadableResult } from '../problems/errors.ts';
import { chunksOfResult, type JsonText, type TaskRecord } from '../stores/record.ts';
import type { View } from './view.ts';

/** `celery-task_status`. A task that is not stored is PENDING, and never a 404. */
export const taskStatus: View = async (store, id, { version = false } = {}) => {
  const record = (await store.tasks([id], version ? 'version' : undefined, { memory: store.memory })).get(id);
  return { parts: bodyOf(id, record), version: record?.version };
};

function bodyOf(id: string, record: TaskRecord | undefined): readonly JsonText[] {
  const head = `{"task": {"id": ${jsonString(id)}, "status": `;
  if (!record) return [head, '"PENDING", "result": null}}'];
  switch (record.kind) {
    case 'value':
      return [head, record.status, ', "result": ', ...chunksOfResult(record.result), '}}'];
    case 'exception': {
      const { status, repr, exc, traceback } = record;
      return [head, status, ', "result": ', repr, ', "exc": ', exc, ', "traceback": ', traceback, '}}'];
    }
    case 'omitted':
      throw new MemoryExceeded('the result was left out');
    default:
      throw new UnreadableResult(id, record.reason);
  }
}
