import { toUtc } from '../../lib/to-utc.ts';
import type { TaskDetails } from '../record.ts';

/**
 * Columns with details, which Django's answers do not need. A value that is not text, as SQLite may store, is ignored.
 */
export interface DetailColumns {
  readonly task_name?: unknown;
  readonly worker?: unknown;
  readonly date_created?: unknown;
  readonly date_started?: unknown;
  readonly date_done?: unknown;
}

const NONE: TaskDetails = {};

/** Returns the details of a task that its row has. */
export function toDetails(row: DetailColumns): TaskDetails {
  const { task_name: name, worker, date_created: created, date_started: started, date_done: done } = row;
  // fast path: a query selects all of these columns or none
  if (
    name === undefined &&
    worker === undefined &&
    created === undefined &&
    started === undefined &&
    done === undefined
  )
    return NONE;
  const details: { -readonly [Key in keyof TaskDetails]: TaskDetails[Key] } = {};
  if (typeof name === 'string' && name !== '') details.name = name;
  if (typeof worker === 'string' && worker !== '') details.worker = worker;
  const dateCreated = toUtc(created);
  if (dateCreated !== undefined) details.dateCreated = dateCreated;
  const dateStarted = toUtc(started);
  if (dateStarted !== undefined) details.dateStarted = dateStarted;
  const dateDone = toUtc(done);
  if (dateDone !== undefined) details.dateDone = dateDone;
  return details;
}
