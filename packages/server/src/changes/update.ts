import type { ProblemWire } from '@celery-results/client/protocol';
import { etagOf } from '../lib/etag.ts';
import { asciiJson, jsonString } from '../lib/json-string.ts';
import type { JsonText } from '../stores/record.ts';
import type { EntryV1 } from '../views/task-v1.ts';

/** A state of a task or a group, as one view sees it. All clients of the view share the object. */
export interface Update {
  readonly id: string;
  readonly event: 'task' | 'group' | 'gone' | 'problem';
  readonly etag: string;
  readonly data: JsonText;
}

/** A state for clients with and without an earlier state. */
export interface State {
  readonly isKnown: boolean;
  readonly etag: string;
  readonly update: Update;
  /** The update for a client that had an earlier state, if the task or group is not stored any more. */
  readonly gone: Update;
}

export function stateOf(id: string, event: 'task' | 'group', entry: EntryV1, isKnown: boolean): State {
  const update: Update = { id, event, etag: entry.etag, data: entry.parts.join('') };
  return { isKnown, etag: entry.etag, update, gone: isKnown ? update : { ...update, event: 'gone' } };
}

export function problemState(id: string, problem: ProblemWire): State {
  const update = problemUpdate(id, problem);
  return { isKnown: true, etag: update.etag, update, gone: update };
}

export function problemUpdate(id: string, problem: ProblemWire): Update {
  const data = `{"id": ${jsonString(id)}, "problem": ${asciiJson(JSON.stringify(problem))}}`;
  return { id, event: 'problem', etag: etagOf(data), data };
}
