import { jsonString } from '../lib/json-string.ts';
import { MemoryExceeded, UnreadableResult } from '../problems/errors.ts';
import { chunksOfResult, type JsonText, type TaskRecord } from '../stores/record.ts';
import type { View } from './view.ts';

/**
 * Answers a task like the view `get_progress` of celery-progress 0.5, with the same keys in the same order. Source of
 * every rule: its `Progress.get_info`. Hidden fields are null, for which celery-progress.js shows no text.
 *
 * @throws Forbidden, UnreadableResult, MemoryExceeded, StoreUnavailable
 */
export const celeryProgress: View = async (store, id) => {
  const record = (await store.tasks([id], undefined, { memory: store.memory })).get(id);
  return { parts: ['{"state": ', record?.status ?? '"PENDING"', ', ', ...restOf(id, record), '}'] };
};

const COMPLETED = '"progress": {"pending": false, "current": 100, "total": 100, "percent": 100}';
const WAITING = '"progress": {"pending": true, "current": 0, "total": 100, "percent": 0}';
const UNKNOWN = '"progress": {"pending": false, "current": 0, "total": 100, "percent": 0}';
const RUNNING = '"complete": false, "success": null, ';
const ENDED = { good: '"complete": true, "success": true, ', bad: '"complete": true, "success": false, ' };
const IGNORED = '"complete": true, "success": null, ';
const NULL = 'null';

/** Returns the part of the answer after the state. */
function restOf(id: string, record: TaskRecord | undefined): readonly JsonText[] {
  if (!record) return [RUNNING, WAITING];
  switch (record.status) {
    case '"SUCCESS"':
      return [ENDED.good, COMPLETED, ', "result": ', ...storedValue(id, record)];
    case '"FAILURE"':
      return [ENDED.bad, COMPLETED, ', "result": ', exceptionOf(id, record).str];
    case '"REVOKED"':
      return [ENDED.bad, COMPLETED, ', "result": ', afterTask(exceptionOf(id, record).str)];
    case '"RETRY"':
      return [ENDED.bad, COMPLETED, ', "result": ', retryOf(exceptionOf(id, record))];
    case '"IGNORED"':
      return [IGNORED, COMPLETED, ', "result": ', jsonString(pythonStr(storedValue(id, record).join('')))];
    case '"PROGRESS"':
      return [RUNNING, '"progress": ', ...storedValue(id, record)];
    case '"PENDING"':
      return [RUNNING, WAITING];
    case '"STARTED"':
      return [RUNNING, UNKNOWN];
    default:
      return [ENDED.bad, UNKNOWN, ', "result": ', jsonString(`Unknown state ${pythonStr(record.status)}`)];
  }
}

/** Returns the stored value as JSON text, in chunks. */
function storedValue(id: string, record: TaskRecord): readonly JsonText[] {
  return record.kind === 'value' ? chunksOfResult(record.result) : refuse(id, record);
}

function exceptionOf(id: string, record: TaskRecord): Extract<TaskRecord, { readonly kind: 'exception' }> {
  return record.kind === 'exception' ? record : refuse(id, record);
}

/** Refuses a stored value that cannot be answered. celery-progress.js shows the status of the response, and stops. */
function refuse(id: string, record: TaskRecord): never {
  if (record.kind === 'unserializable' || record.kind === 'undecodable') throw new UnreadableResult(id, record.reason);
  throw new MemoryExceeded('the result was left out');
}

/** Returns the text of `'Task ' + str(info)`. */
function afterTask(text: JsonText): JsonText {
  return text === NULL ? NULL : `"Task ${text.slice(1)}`;
}

/** The seconds that Celery writes into the traceback of a retry. */
const RETRY_SECONDS = /Retry in (\d{1,10})s/;
const MESSAGE_CHARACTERS = 50;

/** Returns the shortened error of a retry, and its delay. Never null: celery-progress.js reads its members. */
function retryOf({ str, traceback }: { readonly str: JsonText; readonly traceback: JsonText }): JsonText {
  const seconds = RETRY_SECONDS.exec(traceback)?.[1];
  const message = str === NULL ? '' : textOf(str);
  // Python counts code points, and each has at most two units in JavaScript
  const cut = [...message.slice(0, 2 * MESSAGE_CHARACTERS)].slice(0, MESSAGE_CHARACTERS).join('');
  const next = seconds === undefined ? '"Unknown"' : Number(seconds);
  return `{"next_retry_seconds": ${next}, "message": ${jsonString(`${cut}...`)}}`;
}

/** Returns Python's `str()` of a stored value; JSON text for a list or an object. */
function pythonStr(text: JsonText): string {
  const constants: Readonly<Record<string, string>> = { null: 'None', true: 'True', false: 'False' };
  return text.startsWith('"') ? textOf(text) : (constants[text] ?? text);
}

function textOf(text: JsonText): string {
  return String(JSON.parse(text));
}
