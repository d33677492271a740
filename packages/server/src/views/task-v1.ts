import { etagOf } from '../lib/etag.ts';
import { jsonString } from '../lib/json-string.ts';
import type { DecodeReason } from '../problems/errors.ts';
import { chunksOfResult, type JsonText, type TaskDetails, type TaskRecord } from '../stores/record.ts';
import { toStrictJson } from './strict-json.ts';

/** A task or a group in an answer of `v1`. */
export interface EntryV1 {
  readonly etag: string;
  /** The entry's object, in parts. */
  readonly parts: readonly JsonText[];
}

/** An {@link EntryV1} of a task, with its state as a JSON string. */
export interface TaskEntryV1 extends EntryV1 {
  readonly status: JsonText;
}

/**
 * Returns a task as an entry of `v1`: the fields of `celery-task_status` in strict JSON, and the task's details. The
 * etag covers the entry's whole text: entries with the same etag are the same.
 *
 * @param resultLimit largest number of characters of a result, a repr or a traceback; longer ones are left out
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
      const chunks = chunksOfResult(record.result);
      const fitsAll = chunks.reduce((length, chunk) => length + chunk.length, 0) <= resultLimit;
      return fitsAll ? [`"result": ${toStrictJson(chunks.join(''))}`] : ['"result": null', OMITTED];
    }
    case 'exception': {
      const { repr, exc } = record;
      const traceback = tracebackOf(record);
      const fields = [`"result": ${fits(repr) ? repr : 'null'}`];
      // left out, since Django never answers null here
      if (fits(exc)) fields.push(`"exc": ${exc}`);
      fields.push(`"traceback": ${fits(traceback) ? traceback : 'null'}`);
      return [repr, exc, traceback].every(fits) ? fields : [...fields, OMITTED];
    }
    case 'omitted':
      return ['"result": null', OMITTED];
    case 'unserializable':
      return unreadable(record.reason);
    case 'undecodable': {
      const data = record.byHand && toStrictJson(record.byHand.data);
      const traceback = record.byHand && tracebackOf(record.byHand);
      // a text that is too large counts as unreadable: Django's URLs cannot answer it either
      if (data === null || traceback === null || !fits(data) || !fits(traceback)) return unreadable(record.reason);
      return ['"result": null', `"data": ${data}`, `"traceback": ${traceback}`];
    }
  }
}

function unreadable({ encoding }: DecodeReason): readonly string[] {
  return ['"result": null', `"resultUnreadable": ${jsonString(encoding)}`];
}

function tracebackOf({ traceback }: { readonly traceback: JsonText }): JsonText {
  return traceback === 'null' ? 'null' : asString(traceback);
}

/** Returns a state or a traceback as a string. A stored `meta` may give other types, which become their JSON text. */
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
