import { etagOf } from '../etag.ts';
import { type JsonText, piecesOfResult, type TaskDetails, type TaskRecord } from '../stores/record.ts';
import { jsonString } from './json-string.ts';
import { toStrictJson } from './strict-json.ts';

/** A task or a group as `v1` answers it. */
export interface EntryV1 {
  readonly etag: string;
  /** The entry's object, in parts. */
  readonly parts: readonly JsonText[];
}

/** A {@link EntryV1} of a task, with its state as a JSON string. */
export interface TaskEntryV1 extends EntryV1 {
  readonly status: JsonText;
}

/**
 * A task as `v1` answers it: what `celery-task_status` says in strict JSON, and what the row says besides. The etag is over the entry's own
 * text, so that two answers with the same one are the same.
 *
 * @param resultLimit characters of a result, of a repr or of a traceback; larger ones are left out
 */
export function toTaskEntry(id: string, record: TaskRecord | undefined, resultLimit: number): TaskEntryV1 {
  const status = record ? asString(record.status) : '"PENDING"';
  const fields = [`"id": ${jsonString(id)}`, `"status": ${status}`];
  if (record) fields.push(...outcomeFields(record, resultLimit), '"known": true', ...detailFields(record.details));
  else fields.push('"result": null', '"known": false');
  const text = fields.join(', ');
  const etag = etagOf(text);
  return { etag, status, parts: [`{${text}, "etag": "${etag}"}`] };
}

const OMITTED = '"resultOmitted": true';

function outcomeFields(record: TaskRecord, resultLimit: number): readonly string[] {
  const fits = (text: JsonText): boolean => text.length <= resultLimit;
  switch (record.kind) {
    case 'value': {
      const pieces = piecesOfResult(record.result);
      const fitsAll = pieces.reduce((length, piece) => length + piece.length, 0) <= resultLimit;
      return fitsAll ? [`"result": ${toStrictJson(pieces.join(''))}`] : ['"result": null', OMITTED];
    }
    case 'exception': {
      const { repr, exc } = record;
      const traceback = record.traceback === 'null' ? 'null' : asString(record.traceback);
      const fields = [`"result": ${fits(repr) ? repr : 'null'}`];
      // a name that is not there, rather than one that is null: Django never answers that
      if (fits(exc)) fields.push(`"exc": ${exc}`);
      fields.push(`"traceback": ${fits(traceback) ? traceback : 'null'}`);
      return [repr, exc, traceback].every(fits) ? fields : [...fields, OMITTED];
    }
    default:
      return ['"result": null', `"resultUnreadable": ${jsonString(record.fault.encoding)}`];
  }
}

/** `meta` may make a state or a traceback of any type: what is no string is shown as its JSON text. */
function asString(text: JsonText): JsonText {
  return text.startsWith('"') ? text : jsonString(text);
}

const DETAILS: readonly (readonly [keyof TaskDetails, string])[] = [
  ['name', 'name'],
  ['worker', 'worker'],
  ['dateCreated', 'date_created'],
  ['dateStarted', 'date_started'],
  ['dateDone', 'date_done'],
];

function detailFields(details: TaskDetails): readonly string[] {
  const fields: string[] = [];
  for (const [key, name] of DETAILS) {
    const value = details[key];
    if (value !== undefined) fields.push(`"${name}": ${jsonString(value)}`);
  }
  return fields;
}
