import type { TaskItemV1 } from '@celery-results/client/protocol';
import type { ScopedStore } from '../access/access.ts';
import type { TaskRecord } from '../stores/record.ts';
import type { IndexRow } from '../stores/task-index.ts';

/** Largest number of characters of an error in a list. */
const MAX_ERROR_CHARS = 300;
/** Largest number of characters of a result that a list reads. Larger errors are left out. */
const MAX_RESULT_CHARS = 16 * 1024;
/** States whose result is an exception. */
const FAILED: ReadonlySet<string> = new Set(['FAILURE', 'RETRY', 'REVOKED']);

/** Returns the rows of a list as items of `v1`. Reads the errors of failed tasks if the client may see them. */
export async function toTaskItems(store: ScopedStore, rows: readonly IndexRow[]): Promise<readonly TaskItemV1[]> {
  const failed = store.visible.has('error') ? rows.filter(({ status }) => FAILED.has(status)).map(({ id }) => id) : [];
  const limits = { memory: store.memory, maxResult: MAX_RESULT_CHARS };
  const records = await store.tasks(failed, undefined, limits);
  return rows.map(({ id, status, name, worker, periodic, dateCreated, dateStarted, dateDone }) => ({
    id,
    status,
    name: name ?? null,
    worker: worker ?? null,
    periodic: periodic ?? null,
    date_created: dateCreated ?? null,
    date_started: dateStarted ?? null,
    date_done: dateDone ?? null,
    ...errorOf(records.get(id)),
  }));
}

/** Returns the error of a failed task; otherwise both fields are null. */
export function errorOf(record: TaskRecord | undefined): Pick<TaskItemV1, 'exc' | 'error'> {
  if (record?.kind === 'undecodable' && record.byHand !== null) {
    const { data } = record.byHand;
    return { exc: null, error: data === 'null' ? null : cut(data) };
  }
  if (record?.kind !== 'exception') return { exc: null, error: null };
  const repr: unknown = JSON.parse(record.repr);
  const exc: unknown = JSON.parse(record.exc);
  return { exc: typeof exc === 'string' ? exc : null, error: typeof repr === 'string' ? cut(repr) : null };
}

function cut(text: string): string {
  return [...text.slice(0, 2 * MAX_ERROR_CHARS)].slice(0, MAX_ERROR_CHARS).join('');
}
