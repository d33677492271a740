import { join } from 'node:path';
import { groupId, largeId, someTasks, taskId } from '../data/ids.ts';
import { type Request, writeRequests } from '../load/requests.ts';
import type { Contestant } from '../servers/contestant.ts';
import { type Entry, measure } from './measure.ts';
import type { Outcome } from './outcome.ts';
import { ours, type Play, type Stage } from './stage.ts';

/** Reads of one thing by a URL, as fast as they are answered. */

const CONNECTIONS = 64;
const GROUP_CONNECTIONS = 16;
/** Different tasks that are asked for. */
const IDS = 200_000;
const BATCH = 50;

export const single: Play = async (stage) => {
  const files = await singleFiles(stage);
  const entries = stage.contestants
    .filter(({ speaks }) => speaks !== 'large')
    .map((contestant) => ({
      ...{ label: contestant.name, contestant, connections: CONNECTIONS },
      file: contestant.speaks === 'flower' ? files.flower : files.django,
    }));
  return [
    {
      ...(await table(stage, entries)),
      ...{ key: 'single', title: 'One task', unit: 'requests' },
      note: `\`GET task/status/ID/\` of ${count(idCount(stage))} random ids, ${CONNECTIONS} connections.`,
    },
  ];
};

export const group: Play = async (stage) => {
  const paths = Array.from({ length: stage.amounts.groups }, (_, at) => ({
    path: `/celery/group/status/${groupId(at)}/`,
  }));
  const file = await write(stage, 'groups', paths);
  const entries = viewers(stage).map((contestant) => ({
    ...{ label: contestant.name, contestant, file, connections: GROUP_CONNECTIONS },
  }));
  return [
    {
      ...(await table(stage, entries)),
      ...{ key: 'group', title: 'A group of 100 tasks', unit: 'requests' },
      note: `\`GET group/status/ID/\` of ${count(paths.length)} groups without failed tasks (Django answers 500 for the others), ${GROUP_CONNECTIONS} connections.`,
    },
  ];
};

export const large: Play = async (stage) => {
  const paths = Array.from({ length: stage.amounts.large }, (_, at) => ({
    path: `/celery/task/status/${largeId(at)}/`,
  }));
  const file = await write(stage, 'large', paths);
  const entries = [...viewers(stage), ours(stage, 'ours, nothing kept')].map((contestant) => ({
    ...{ label: contestant.name, contestant, file, connections: CONNECTIONS },
  }));
  return [
    {
      ...(await table(stage, entries)),
      ...{ key: 'large', title: 'Results of 100 kB', unit: 'requests' },
      note: `\`GET task/status/ID/\` of ${count(paths.length)} tasks, ${CONNECTIONS} connections. Ours asks the database every time whether the row is still the same, and reads it again only where it is not; with \`--cache-size 0\`, nothing kept, it reads it every time.`,
    },
  ];
};

export const batch: Play = async (stage) => {
  const { django } = await singleFiles(stage);
  const file = await write(stage, 'batches', batchRequests(stage));
  const contestant = ours(stage);
  const subject = `ours, batch of ${BATCH}`;
  const asked = { label: subject, contestant, file, connections: GROUP_CONNECTIONS, idsPerRequest: BATCH };
  const entries = viewers(stage).map((one) => ({
    ...{ label: `${one.name}, one by one`, contestant: one, file: django, connections: CONNECTIONS },
  }));
  return [
    {
      ...(await table(stage, [asked, ...entries])),
      ...{ key: 'batch', title: `A batch of ${BATCH} tasks`, unit: 'ids', subject },
      note: `\`POST v1/status/\` with ${BATCH} random ids of which nothing is known yet, ${GROUP_CONNECTIONS} connections. Nobody else has such a URL: what stands beside it are single reads with ${CONNECTIONS} connections. All figures but the times are for one id; the times are those of a request.`,
    },
  ];
};

/** Files with the same single reads for those who answer Django's URLs, and for Flower. */
export async function singleFiles(
  stage: Stage,
  most: number = IDS,
): Promise<{ readonly django: string; readonly flower: string }> {
  const ids = someTasks(Math.min(idCount(stage), most), stage.amounts).map(taskId);
  return {
    django: await write(
      stage,
      'single',
      ids.map((id) => ({ path: `/celery/task/status/${id}/` })),
    ),
    flower: await write(
      stage,
      'flower',
      ids.map((id) => ({ path: `/api/task/result/${id}` })),
    ),
  };
}

/** Those that answer Django's URLs. */
export function viewers({ contestants }: Stage): readonly Contestant[] {
  return contestants.filter(({ speaks }) => speaks === 'django' || speaks === 'ours');
}

export async function write({ folder, database }: Stage, name: string, requests: readonly Request[]): Promise<string> {
  const file = join(folder, `${database}-${name}.tsv`);
  await writeRequests(file, requests);
  return file;
}

export function count(number: number): string {
  return number.toLocaleString('en').replaceAll(',', ' ');
}

function batchRequests(stage: Stage): readonly Request[] {
  const ids = someTasks(idCount(stage), stage.amounts).map(taskId);
  const bodies: Request[] = [];
  for (let first = 0; first + BATCH <= ids.length; first += BATCH) {
    const tasks = Object.fromEntries(ids.slice(first, first + BATCH).map((id) => [id, null]));
    bodies.push({ path: '/celery/v1/status/', body: JSON.stringify({ tasks }) });
  }
  return bodies;
}

function idCount({ options }: Stage): number {
  return options.short ? 1_000 : IDS;
}

type Table = Pick<Outcome, 'database' | 'subject' | 'lines'>;

async function table(stage: Stage, entries: readonly Entry[]): Promise<Table> {
  return { database: stage.database, subject: 'ours', lines: await measure(entries, stage, stage.options) };
}
