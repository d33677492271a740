import { isObject } from '../../lib/is-object.ts';
import { ProblemError } from '../../problems/problems.ts';
import type { BatchQuery } from '../../views/batch-query.ts';

type Ids = BatchQuery['tasks'];

/**
 * Parses the body of a batch. Invalid ids are accepted here, so that the other ids of the batch are answered. If a key
 * occurs twice, its last value counts, as in `JSON.parse`.
 *
 * @param maxIds largest number of tasks and groups together
 * @throws ProblemError with a JSON pointer to the invalid value
 */
export function parseBatch(body: unknown, maxIds: number): BatchQuery {
  if (!isObject(body)) throw invalid('', 'an object is expected');
  const { tasks = {}, groups = {}, ...others } = body;
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid(pointer(other), 'the only keys are tasks and groups');
  const query = { tasks: parseIds(tasks, '/tasks'), groups: parseIds(groups, '/groups') };
  if (query.tasks.size + query.groups.size > maxIds)
    throw new ProblemError('too-many-ids', { detail: `at most ${maxIds}` });
  for (const id of query.tasks.keys())
    if (query.groups.has(id)) throw invalid(`/groups${pointer(id)}`, 'the id is also among the tasks');
  return query;
}

function parseIds(value: unknown, place: string): Ids {
  if (!isObject(value)) throw invalid(place, 'an object of ids is expected');
  const ids = new Map<string, string | null>();
  for (const [id, etag] of Object.entries(value)) {
    if (etag !== null && typeof etag !== 'string') throw invalid(place + pointer(id), 'an etag or null is expected');
    ids.set(id, etag);
  }
  return ids;
}

/** Longer keys are cut before an answer repeats them. */
const MAX_KEY_CHARS = 200;

/** Returns a JSON pointer: RFC 6901. */
function pointer(key: string): string {
  const shown = key.length > MAX_KEY_CHARS ? `${key.slice(0, MAX_KEY_CHARS)}…` : key;
  return `/${shown.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function invalid(place: string, detail: string): ProblemError {
  return new ProblemError('invalid-body', {
    detail: `${detail} at ${place === '' ? 'the top' : place}`,
    members: { pointer: place },
  });
}
