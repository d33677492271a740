import { largeId, someTasks, taskId } from '../data/ids.ts';
import type { Request } from '../load/requests.ts';
import { figure } from '../section/format.ts';
import { type Entry, measure } from './measure.ts';
import type { Outcome } from './outcome.ts';
import { writeFile } from './request-files.ts';
import { findServer, type Scenario, type ScenarioContext } from './scenario.ts';

// Conditional reads of unchanged tasks, beside unconditional ones. Only our server has entity tags.

const CONNECTIONS = 64;
const SMALL_RESULTS = 5_000;
/** Between the size of a 304 and that of the shortest answer with a body. */
const MAX_304_BYTES = 600;
const MAX_PARALLEL = 16;
/** Labels of lines that goals refer to. */
export const NOT_MODIFIED = 'ours, 304';
export const WITHOUT_CACHE = 'ours, 200, no cache';

export const unchanged: Scenario = async (context) => {
  const smallIds = someTasks(context.options.short ? 100 : SMALL_RESULTS, context.amounts).map(taskId);
  const largeIds = Array.from({ length: context.amounts.large }, (_, at) => largeId(at));
  return [
    await compare(context, { key: 'unchanged-large', title: 'An unchanged result of 100 kB', ids: largeIds }),
    await compare(context, { key: 'unchanged-small', title: 'An unchanged small result', ids: smallIds }),
  ];
};

interface Comparison {
  readonly key: 'unchanged-large' | 'unchanged-small';
  readonly title: string;
  readonly ids: readonly string[];
}

async function compare(context: ScenarioContext, { key, title, ids }: Comparison): Promise<Outcome> {
  const server = findServer(context, 'ours');
  const withoutCache = findServer(context, 'ours, no cache');
  const requests = ids.map((id) => ({ path: `/celery/task/status/${id}/` }));
  const conditional = await addEtags(server.origin, requests);
  const file = await writeFile(context, `${key}-200`, requests);
  const conditionalFile = await writeFile(context, `${key}-304`, conditional);
  const entries: readonly Entry[] = [
    { label: NOT_MODIFIED, server, file: conditionalFile, connections: CONNECTIONS, maxBytes: MAX_304_BYTES },
    { label: 'ours, 200', server, file, connections: CONNECTIONS },
    { label: WITHOUT_CACHE, server: withoutCache, file, connections: CONNECTIONS },
  ];
  return {
    key,
    database: context.database,
    title,
    note: [
      `\`GET task/status/ID/\` of ${figure(ids.length)} tasks, ${CONNECTIONS} connections.`,
      'The 304 has an `If-None-Match` that matches, the 200 has none.',
      'Without cache (`--cache-size 0`) the server reads the row from the database for every 200.',
    ].join(' '),
    unit: 'requests',
    subject: NOT_MODIFIED,
    lines: await measure(entries, context, context.options),
  };
}

/** Sends each request once, a few in parallel, and adds the entity tag of its answer. */
async function addEtags(origin: string, requests: readonly Request[]): Promise<readonly Request[]> {
  const tagged: Request[] = [];
  for (let first = 0; first < requests.length; first += MAX_PARALLEL) {
    const some = requests.slice(first, first + MAX_PARALLEL);
    tagged.push(...(await Promise.all(some.map(({ path }) => addEtag(origin, path)))));
  }
  return tagged;
}

async function addEtag(origin: string, path: string): Promise<Request> {
  const response = await fetch(origin + path);
  await response.arrayBuffer();
  const etag = response.headers.get('etag');
  if (!response.ok || etag === null) throw new Error(`${path} has no entity tag (${response.status})`);
  return { path, etag };
}
