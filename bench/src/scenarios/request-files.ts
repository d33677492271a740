import { join } from 'node:path';
import { someTasks, taskId } from '../data/ids.ts';
import { type Request, writeRequests } from '../load/requests.ts';
import type { ScenarioContext } from './scenario.ts';

/** Different tasks that are requested. */
const MAX_TASKS = 200_000;
const SHORT_TASKS = 1_000;

export interface SingleFiles {
  /** Requests for servers with Django's URLs. */
  readonly django: string;
  /** The same requests for Flower. */
  readonly flower: string;
}

/** Writes requests for single tasks. */
export async function writeSingleFiles(context: ScenarioContext, maxTasks: number = MAX_TASKS): Promise<SingleFiles> {
  const ids = someTasks(Math.min(taskCount(context), maxTasks), context.amounts).map(taskId);
  const django = ids.map((id) => ({ path: `/celery/task/status/${id}/` }));
  const flower = ids.map((id) => ({ path: `/api/task/result/${id}` }));
  return {
    django: await writeFile(context, 'single', django),
    flower: await writeFile(context, 'flower', flower),
  };
}

/** Writes requests for batches of random tasks. Returns the file. */
export async function writeBatchFile(context: ScenarioContext, idsPerBatch: number): Promise<string> {
  const ids = someTasks(taskCount(context), context.amounts).map(taskId);
  const requests: Request[] = [];
  for (let first = 0; first + idsPerBatch <= ids.length; first += idsPerBatch) {
    const tasks = Object.fromEntries(ids.slice(first, first + idsPerBatch).map((id) => [id, null]));
    requests.push({ path: '/celery/v1/status/', body: JSON.stringify({ tasks }) });
  }
  return writeFile(context, 'batches', requests);
}

/** Writes a file of requests. Returns its path. */
export async function writeFile(
  { folder, database }: ScenarioContext,
  name: string,
  requests: readonly Request[],
): Promise<string> {
  const file = join(folder, `${database}-${name}.tsv`);
  await writeRequests(file, requests);
  return file;
}

/** How many different tasks the scenarios request. */
export function taskCount({ options }: ScenarioContext): number {
  return options.short ? SHORT_TASKS : MAX_TASKS;
}
