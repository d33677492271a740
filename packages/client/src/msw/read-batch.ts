import type { BatchRequest } from '../protocol/v1.ts';
import { type Problem, Refused } from './problem.ts';

const MOST_IDS = 1_000;
const MOST_BYTES = 256 * 1024;

/** One half of a batch: ids, each with the etag that is known already. */
export type Half = readonly (readonly [id: string, etag: string | null])[];

/** A batch, or why it is refused. */
export interface ReadBatch {
  readonly tasks: Half;
  readonly groups: Half;
  readonly problem?: Problem;
}

/** Reads the request of `POST v1/status/`. */
export function readBatch({ headers }: Request, parameters: URLSearchParams, body: string): ReadBatch {
  try {
    const [parameter] = parameters.keys();
    if (parameter !== undefined)
      throw new Refused({ name: 'unknown-parameter', detail: 'this URL takes none', members: { parameter } });
    if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? ''))
      throw new Refused({ name: 'unsupported-media-type', detail: 'send it as Content-Type: application/json' });
    if (new TextEncoder().encode(body).length > MOST_BYTES)
      throw new Refused({ name: 'body-too-large', detail: `at most ${MOST_BYTES} bytes` });
    return parseBatch(parseJson(body));
  } catch (error) {
    if (error instanceof Refused) return { tasks: [], groups: [], problem: error.problem };
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused({ name: 'invalid-json' });
  }
}

function parseBatch(body: unknown): ReadBatch {
  if (!isObject(body)) throw invalid('', 'an object is expected');
  const wanted: { readonly [K in keyof BatchRequest]: unknown } = body;
  const { tasks = {}, groups = {}, ...others } = wanted;
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid(pointer(other), 'only tasks and groups are known');
  const batch = { tasks: parseHalf(tasks, '/tasks'), groups: parseHalf(groups, '/groups') };
  if (batch.tasks.length + batch.groups.length > MOST_IDS)
    throw new Refused({ name: 'too-many-ids', detail: `at most ${MOST_IDS}` });
  const asked = new Map(batch.groups);
  const twice = batch.tasks.find(([id]) => asked.has(id));
  if (twice) throw invalid(`/groups${pointer(twice[0])}`, 'the id stands among the tasks too');
  return batch;
}

function parseHalf(half: unknown, place: string): Half {
  if (!isObject(half)) throw invalid(place, 'an object of ids is expected');
  return Object.entries(half).map(([id, etag]) => {
    if (etag !== null && typeof etag !== 'string') throw invalid(place + pointer(id), 'an etag or null is expected');
    return [id, etag] as const;
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 6901 */
function pointer(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function invalid(place: string, what: string): Refused {
  const detail = `${what} at ${place === '' ? 'the top' : place}`;
  return new Refused({ name: 'invalid-body', detail, members: { pointer: place } });
}
