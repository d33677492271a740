import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type Listening, startServer } from '@celery-results/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { groupResult } from './stores/django-rows.ts';

/** Reads of one address are answered while other addresses send more than the server can take. */

const MEMBERS = 500;
const MAX_IN_FLIGHT = 8;
const GREEDY_CONNECTIONS = 12;
const ORDINARY_READS = 30;
/** Two addresses, since each has a share of what the other one leaves. */
const GREEDY = ['127.0.0.2', '127.0.0.3'];
const ORDINARY = '127.0.0.4';

let results: ResultsFile;
let server: Listening;
beforeAll(async () => {
  results = await createResultsFile();
  const members = Array.from({ length: MEMBERS }, (_, index) => `m-${index}`);
  for (const id of members) results.task(id, { result: '1' });
  results.group('large', groupResult('large', members));
  results.task('small', { result: '1' });
  server = await startServer({
    store: results.url,
    args: ['--max-in-flight', String(MAX_IN_FLIGHT), '--max-loop-delay', '60000', '--database-timeout', '60000'],
  });
});
afterAll(async () => {
  await server.stop();
  await results.remove();
});

async function statusOf(path: string, agent: Agent): Promise<number> {
  const [answer] = (await once(get(`${server.url}${path}`, { agent }), 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'close');
  return answer.statusCode ?? 0;
}

it('answers every read of an address while others take all that they may have', async () => {
  const statuses: number[] = [];
  const ending = new AbortController();
  const greedy = GREEDY.flatMap((localAddress) => {
    const agent = new Agent({ keepAlive: true, localAddress });
    return Array.from({ length: GREEDY_CONNECTIONS }, async () => {
      while (!ending.signal.aborted) statuses.push(await statusOf('group/status/large/', agent));
    });
  });
  try {
    await expect.poll(() => statuses, { timeout: 60_000 }).toEqual(expect.arrayContaining([200, 503]));
    const agent = new Agent({ keepAlive: true, localAddress: ORDINARY });
    const before = statuses.length;
    for (let time = 0; time < ORDINARY_READS; time += 1) expect(await statusOf('task/status/small/', agent)).toBe(200);
    expect(statuses.slice(before)).toContain(503);
  } finally {
    ending.abort();
    await Promise.all(greedy);
  }
});
