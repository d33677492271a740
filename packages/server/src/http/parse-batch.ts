import { isObject } from '../is-object.ts';
import { Refused } from '../problems.ts';
import type { BatchQuestion } from '../views/batch.ts';

type Ids = BatchQuestion['tasks'];

/**
 * The ids of a batch. Whether an id is one is not looked at here: the other ids of the batch are answered all the same. Of a key that comes twice
 * the last one counts, as everywhere in JavaScript.
 *
 * @param mostIds tasks and groups together
 * @throws Refused that names the place, as a JSON pointer, of what is wrong
 */
export function parseBatch(body: unknown, mostIds: number): BatchQuestion {
  if (!isObject(body)) throw invalid('', 'an object is expected');
  const { tasks = {}, groups = {}, ...others } = body;
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid(pointer(other), 'only tasks and groups are known');
  const question = { tasks: parseIds(tasks, '/tasks'), groups: parseIds(groups, '/groups') };
  if (question.tasks.size + question.groups.size > mostIds)
    throw new Refused('too-many-ids', { detail: `at most ${mostIds}` });
  for (const id of question.tasks.keys())
    if (question.groups.has(id)) throw invalid(`/groups${pointer(id)}`, 'the id stands among the tasks too');
  return question;
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

/** Characters of a key that an answer repeats. */
const MOST_OF_KEY = 200;

/** RFC 6901 */
function pointer(key: string): string {
  const shown = key.length > MOST_OF_KEY ? `${key.slice(0, MOST_OF_KEY)}…` : key;
  return `/${shown.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function invalid(place: string, detail: string): Refused {
  return new Refused('invalid-body', {
    detail: `${detail} at ${place === '' ? 'the top' : place}`,
    members: { pointer: place },
  });
}
