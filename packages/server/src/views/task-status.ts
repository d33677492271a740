import { UnreadableResult } from '../errors.ts';
import { piecesOfResult } from '../stores/record.ts';
import { jsonString } from './json-string.ts';
import type { View } from './view.ts';

/** `celery-task_status`; an id without a row is PENDING, never a 404. */
export const taskStatus: View = async (store, id) => {
  const record = (await store.tasks([id])).get(id);
  const head = `{"task": {"id": ${jsonString(id)}, "status": `;
  if (!record) return [head, '"PENDING", "result": null}}'];
  switch (record.kind) {
    case 'value':
      return [head, record.status, ', "result": ', ...piecesOfResult(record.result), '}}'];
    case 'exception': {
      const { status, repr, exc, traceback } = record;
      return [head, status, ', "result": ', repr, ', "exc": ', exc, ', "traceback": ', traceback, '}}'];
    }
    default:
      throw new UnreadableResult(id, record.fault);
  }
};
