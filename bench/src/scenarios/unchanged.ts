import { largeId, someTasks, taskId } from '../data/ids.ts';
import type { Request } from '../load/requests.ts';
import { type Entry, measure } from './measure.ts';
import { count, write } from './reads.ts';
import { ours, type Play, type Stage } from './stage.ts';

/** Conditional reads of what has not changed, beside the same reads without a condition. Only our server has entity tags. */

const CONNECTIONS = 64;
const SMALL = 5_000;
/** More than the headers of a 304 have, and less than any answer with a body and them. */
const MOST_BYTES = 600;
const AT_ONCE = 16;
/** Labels of lines, by which goals find them. */
export const TAGS = 'ours, 304';
export const READ = 'ours, 200, nothing kept';

export const unchanged: Play = async (stage) => {
  const smallIds = someTasks(stage.options.short ? 100 : SMALL, stage.amounts).map(taskId);
  const largeIds = Array.from({ length: stage.amounts.large }, (_, at) => largeId(at));
  return [
    {
      ...(await compare(stage, 'unchanged-large', largeIds)),
      ...{ key: 'unchanged-large', title: 'An unchanged result of 100 kB' },
    },
    {
      ...(await compare(stage, 'unchanged-small', smallIds)),
      ...{ key: 'unchanged-small', title: 'An unchanged small result' },
    },
  ];
};

async function compare(stage: Stage, name: string, ids: readonly string[]) {
  const contestant = ours(stage);
  const paths = ids.map((id) => ({ path: `/celery/task/status/${id}/` }));
  const known = await withTags(contestant.origin, paths);
  const common = { contestant, connections: CONNECTIONS };
  const file = await write(stage, `${name}-200`, paths);
  const entries: readonly Entry[] = [
    { ...common, label: TAGS, file: await write(stage, `${name}-304`, known), mostBytes: MOST_BYTES },
    { ...common, label: 'ours, 200', file },
    { ...common, label: READ, file, contestant: ours(stage, 'ours, nothing kept') },
  ];
  return {
    ...{ database: stage.database, unit: 'requests', subject: TAGS },
    lines: await measure(entries, stage, stage.options),
    note: `\`GET task/status/ID/\` of ${count(ids.length)} tasks with the \`If-None-Match\` that holds, and without one, ${CONNECTIONS} connections. With \`--cache-size 0\`, nothing kept, a 200 is always read from the database.`,
  };
}

/** Asks for each once, a few at a time, and remembers its entity tag. */
async function withTags(origin: string, requests: readonly Request[]): Promise<readonly Request[]> {
  const tagged: Request[] = [];
  for (let first = 0; first < requests.length; first += AT_ONCE) {
    const some = requests.slice(first, first + AT_ONCE);
    tagged.push(...(await Promise.all(some.map(({ path }) => withTag(origin, path)))));
  }
  return tagged;
}

async function withTag(origin: string, path: string): Promise<Request> {
  const response = await fetch(origin + path);
  await response.arrayBuffer();
  const etag = response.headers.get('etag');
  if (!response.ok || etag === null) throw new Error(`${path} has no entity tag (${response.status})`);
  return { path, etag };
}
