import { isObject } from '../protocol/is-object.ts';
import type { BatchRequest } from '../protocol/v1.ts';
import { type Problem, ProblemError } from './problem.ts';

const MAX_IDS = 1_000;
const MAX_BYTES = 256 * 1024;

/** The tasks or the groups of a batch: each id with the etag of the client's last copy, or null. */
export type BatchIds = readonly (readonly [id: string, etag: string | null])[];

/** A batch, or the problem of an invalid one. */
export interface ParsedBatchRequest {
  readonly tasks: BatchIds;
  readonly groups: BatchIds;
  readonly problem?: Problem;
}

/** Parses a request of `POST v1/status/`. */
export function parseBatchRequest({ headers }: Request, parameters: URLSearchParams, body: string): ParsedBatchRequest {
  try {
    const [parameter] = parameters.keys();
    if (parameter !== undefined)
      throw new ProblemError({ name: 'unknown-parameter', detail: 'this URL takes none', members: { parameter } });
    if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? ''))
      throw new ProblemError({ name: 'unsupported-media-type', detail: 'send it as Content-Type: application/json' });
    if (new TextEncoder().encode(body).length > MAX_BYTES)
      throw new ProblemError({ name: 'body-too-large', detail: `at most ${MAX_BYTES} bytes` });
    return parseBody(parseJson(body));
  } catch (error) {
    if (error instanceof ProblemError) return { tasks: [], groups: [], problem: error.problem };
    throw error;
  }
}

const MAX_URL_IDS = 100;

/** Parses a request of `GET v1/events/?task=…&group=…`. */
export function parseEventsQuery(parameters: URLSearchParams): ParsedBatchRequest {
  try {
    const unknown = [...parameters.keys()].find((name) => name !== 'task' && name !== 'group');
    if (unknown !== undefined)
      throw new ProblemError({
        name: 'unknown-parameter',
        detail: 'this URL takes task and group',
        members: { parameter: unknown },
      });
    const idsOf = (name: string): BatchIds => [...new Set(parameters.getAll(name))].map((id) => [id, null] as const);
    const batch = { tasks: idsOf('task'), groups: idsOf('group') };
    if (batch.tasks.length + batch.groups.length > MAX_URL_IDS)
      throw new ProblemError({ name: 'too-many-ids', detail: `at most ${MAX_URL_IDS} in a URL` });
    const groupIds = new Map(batch.groups);
    const duplicate = batch.tasks.find(([id]) => groupIds.has(id));
    if (duplicate) throw createInvalidBody(`/groups${pointer(duplicate[0])}`, 'the id is also among the tasks');
    return batch;
  } catch (error) {
    if (error instanceof ProblemError) return { tasks: [], groups: [], problem: error.problem };
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError({ name: 'invalid-json' });
  }
}

function parseBody(body: unknown): ParsedBatchRequest {
  if (!isRecord(body)) throw createInvalidBody('', 'an object is expected');
  const fields: { readonly [K in keyof BatchRequest]: unknown } = body;
  const { tasks = {}, groups = {}, ...others } = fields;
  const [other] = Object.keys(others);
  if (other !== undefined) throw createInvalidBody(pointer(other), 'the only keys are tasks and groups');
  const batch = { tasks: parseIds(tasks, '/tasks'), groups: parseIds(groups, '/groups') };
  if (batch.tasks.length + batch.groups.length > MAX_IDS)
    throw new ProblemError({ name: 'too-many-ids', detail: `at most ${MAX_IDS}` });
  const groupIds = new Map(batch.groups);
  const duplicate = batch.tasks.find(([id]) => groupIds.has(id));
  if (duplicate) throw createInvalidBody(`/groups${pointer(duplicate[0])}`, 'the id is also among the tasks');
  return batch;
}

function parseIds(ids: unknown, place: string): BatchIds {
  if (!isRecord(ids)) throw createInvalidBody(place, 'an object of ids is expected');
  return Object.entries(ids).map(([id, etag]) => {
    if (etag !== null && typeof etag !== 'string')
      throw createInvalidBody(place + pointer(id), 'an etag or null is expected');
    return [id, etag] as const;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value);
}

/** Writes one step of a JSON pointer (RFC 6901). */
function pointer(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function createInvalidBody(place: string, what: string): ProblemError {
  const detail = `${what} at ${place === '' ? 'the top' : place}`;
  return new ProblemError({ name: 'invalid-body', detail, members: { pointer: place } });
}
