import type { TaskDetails } from '../record.ts';

/**
 * Columns with details, which Django's answers do not need. A value that is not text, as SQLite may store, is ignored.
 */
export interface DetailColumns {
  /** Stored with `result_extended`. */
  readonly name?: unknown;
  readonly worker?: unknown;
  /** In UTC: `2026-01-02T03:04:05.678901Z`. The reader of the rows has converted it. */
  readonly date_done?: unknown;
}

const NONE: TaskDetails = {};

/** Returns the details of a task that its row has. */
export function toDetails({ name, worker, date_done: done }: DetailColumns): TaskDetails {
  // fast path: a query selects all of these columns or none
  if (name === undefined && worker === undefined && done === undefined) return NONE;
  const details: { -readonly [Key in keyof TaskDetails]: TaskDetails[Key] } = {};
  if (typeof name === 'string' && name !== '') details.name = name;
  if (typeof worker === 'string' && worker !== '') details.worker = worker;
  if (typeof done === 'string') details.dateDone = done;
  return details;
}
