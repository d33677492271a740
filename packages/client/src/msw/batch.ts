import { isValidId } from '../protocol/routes.ts';
import { listLeaves } from './fake-group.ts';
import type { Poll } from './fake-state.ts';
import type { BatchIds, ParsedBatchRequest } from './parse-batch-request.ts';
import { problemBody, problemResponse } from './problem.ts';
import { pythonJson } from './python-json.ts';
import type { PythonValue } from './python-value.ts';
import { type FakeResponse, jsonResponse } from './response.ts';
import { taskBody } from './views.ts';

/** A task or group in the response to a batch. */
type BatchItem = Readonly<Record<string, PythonValue>> & { readonly etag: string };

/** Creates the response to a batch like `@celery-results/server`. */
export function batchResponse(poll: Poll, { tasks, groups, problem }: ParsedBatchRequest): FakeResponse {
  if (problem) return problemResponse(problem);
  const unchanged: string[] = [];
  const errors: [string, PythonValue][] = [];
  const readAll = (ids: BatchIds, readItem: (id: string) => BatchItem): PythonValue => {
    const changed: [string, PythonValue][] = [];
    for (const [id, etag] of ids) {
      const item = isValidId(id) ? readItem(id) : undefined;
      if (!item) errors.push([id, problemBody({ name: 'invalid-id' })]);
      else if (item.etag === etag) unchanged.push(id);
      else changed.push([id, item]);
    }
    return Object.fromEntries(changed);
  };
  const body = {
    tasks: readAll(tasks, (id) => taskItem(poll, id)),
    groups: readAll(groups, (id) => groupItem(poll, id)),
    unchanged,
    errors: Object.fromEntries(errors),
  };
  return jsonResponse(body, { strict: true });
}

/** Reads a task in the form of the batch. */
export function taskItem(poll: Poll, id: string): BatchItem {
  const record = poll.task(id);
  return withEtag(poll, { ...taskBody(id, record), known: record !== undefined });
}

/** Reads a group in the form of the batch. */
export function groupItem(poll: Poll, id: string): BatchItem {
  const members = poll.group(id);
  const counts = new Map<string, number>();
  const results = listLeaves(members ?? []).map((leaf) => {
    const item = taskItem(poll, leaf);
    const status = String(item['status']);
    counts.set(status, (counts.get(status) ?? 0) + 1);
    return item;
  });
  return withEtag(poll, { id, known: members !== undefined, results, counts: Object.fromEntries(counts) });
}

function withEtag(poll: Poll, fields: Readonly<Record<string, PythonValue>>): BatchItem {
  return { ...fields, etag: poll.etagOf(pythonJson(fields)) };
}
