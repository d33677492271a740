import type { TaskDetails } from '../record.ts';

/** Columns that answers are complete without. A value that is no text, which SQLite may hold, is ignored. */
export interface DetailColumns {
  /** With `result_extended`. */
  readonly name?: unknown;
  readonly worker?: unknown;
  /** In UTC: `2026-01-02T03:04:05.678901Z`. The reader of the rows has converted it. */
  readonly date_done?: unknown;
}

const NONE: TaskDetails = {};

/** The details of a task, as far as its row has them. */
export function toDetails({ name, worker, date_done: done }: DetailColumns): TaskDetails {
  // fast way out: a query selects all of these columns or none
  if (name === undefined && worker === undefined && done === undefined) return NONE;
  const details: { -readonly [Key in keyof TaskDetails]: TaskDetails[Key] } = {};
  if (typeof name === 'string' && name !== '') details.name = name;
  if (typeof worker === 'string' && worker !== '') details.worker = worker;
  if (typeof done === 'string') details.dateDone = done;
  return details;
}
