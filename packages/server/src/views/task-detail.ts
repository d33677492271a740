import { FINAL_STATES } from '@celery-results/client/protocol';
import type { ScopedStore } from '../access/access.ts';
import { jsonString } from '../lib/json-string.ts';
import type { JsonText, StoredExtra, TaskDetails, TaskExtras } from '../stores/record.ts';
import { hintsOf } from './hints.ts';
import { toStrictJson } from './strict-json.ts';
import { toTaskEntry } from './task-v1.ts';

/** Largest number of characters of a result in this answer; `celery-task_status` answers a larger one completely. */
const RESULT_LIMIT = 256 * 1024;

/** Answers `v1/tasks/<id>/`: all visible fields of a task. @throws Forbidden, StoreUnavailable */
export async function taskDetail(store: ScopedStore, id: string): Promise<readonly JsonText[]> {
  const record = (await store.tasks([id], 'full', { memory: store.memory, maxResult: RESULT_LIMIT })).get(id);
  const { parts, status } = toTaskEntry(id, record, RESULT_LIMIT);
  const extras = record?.extras;
  const children = extras?.children == null ? null : await granted(store, extras.children);
  const fields = [
    `"periodic": ${textOf(extras?.periodic)}`,
    `"args": ${extraOf(extras?.args)}`,
    `"kwargs": ${extraOf(extras?.kwargs)}`,
    `"retries": ${extras?.retries ?? null}`,
    `"queue": ${textOf(extras?.queue)}`,
    `"children": ${children === null ? 'null' : `[${children.map(jsonString).join(', ')}]`}`,
    `"meta": ${extraOf(extras?.meta)}`,
    `"content_type": ${textOf(extras?.contentType)}`,
    `"content_encoding": ${textOf(extras?.contentEncoding)}`,
    `"sizes": ${JSON.stringify(sizesOf(extras))}`,
    `"duration": ${record && FINAL_STATES.has(stateOf(status)) ? durationOf(record.details) : null}`,
    `"hints": ${JSON.stringify(record ? hintsOf({ record, status: stateOf(status), visible: store.visible }) : {})}`,
  ];
  return [parts.join('').slice(0, -1), ', ', fields.join(', '), '}'];
}

/** Returns the children that the client may read. */
async function granted(store: ScopedStore, children: readonly string[]): Promise<readonly string[]> {
  const forbidden = await store.forbidden({ tasks: children, groups: [] });
  return children.filter((id) => !forbidden.has(id));
}

function textOf(text: string | null | undefined): JsonText {
  return text == null ? 'null' : jsonString(text);
}

function extraOf(extra: StoredExtra): JsonText {
  return typeof extra === 'string' ? toStrictJson(extra) : 'null';
}

const NO_SIZES = { result: null, traceback: null, args: null, kwargs: null, meta: null };

function sizesOf(extras: TaskExtras | undefined): TaskExtras['sizes'] {
  return extras?.sizes ?? NO_SIZES;
}

function stateOf(status: JsonText): string {
  return String(JSON.parse(status));
}

/** Returns seconds with microseconds; null if a date is missing, or if two clocks differ. */
export function durationOf({ dateStarted, dateDone }: TaskDetails): number | null {
  if (dateStarted === undefined || dateDone === undefined) return null;
  const seconds = (microseconds(dateDone) - microseconds(dateStarted)) / 1e6;
  return seconds >= 0 ? seconds : null;
}

function microseconds(moment: string): number {
  return Date.parse(`${moment.slice(0, 19)}Z`) * 1_000 + Number(moment.slice(20, 26));
}
