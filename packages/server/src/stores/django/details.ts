import type { TaskDetails } from '../record.ts';

/** Columns that an answer is complete without; a value of another kind than text, as SQLite may hold, is none. */
export interface DetailColumns {
  readonly task_name?: unknown;
  readonly worker?: unknown;
  readonly date_created?: unknown;
  readonly date_started?: unknown;
  readonly date_done?: unknown;
}

const NONE: TaskDetails = {};

/** What a row says of its task besides the outcome. */
export function toDetails(row: DetailColumns): TaskDetails {
  const { task_name: name, worker, date_created: created, date_started: started, date_done: done } = row;
  // a column is in all rows of a query or in none
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

const STORED = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(?: ?(Z|[+-]\d\d:?\d\d))?$/;

/**
 * A stored moment as `2026-01-02T03:04:05.678901Z`; undefined for what is none, MySQL's zero date among it. Without an offset it is UTC, as
 * Django stores with USE_TZ.
 */
export function toUtc(stored: unknown): string | undefined {
  const parts = typeof stored === 'string' ? STORED.exec(stored) : null;
  if (!parts) return undefined;
  const [, date = '', time = '', fraction = '', offset = 'Z'] = parts;
  const seconds = offset === 'Z' ? `${date}T${time}` : shifted(`${date}T${time}${offset}`);
  return seconds === undefined || date.includes('-00') ? undefined : `${seconds}.${fraction.padEnd(6, '0')}Z`;
}

function shifted(text: string): string | undefined {
  const moment = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString().slice(0, 19);
}
