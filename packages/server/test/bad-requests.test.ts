import { connect } from 'node:net';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BadRequest, badRequests } from './bad-requests.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { insertTasks } from './under-load.ts';
import { startWatchedServer, type WatchedServer } from './watched-server.ts';

const SEED = 20_261_125;
const REQUESTS = 10_000;
const WARM_UP = 2_000;
/** Connections at a time. */
const CONNECTIONS = 16;
/** Milliseconds for an answer. */
const MAX_WAIT = 5_000;
/** Bytes by which the heap may differ between two looks at it. */
const NOISE = 2 * 1024 * 1024;

let results: ResultsFile;
let server: WatchedServer;
beforeAll(async () => {
  results = await createResultsFile();
  new Database(results.file).exec(insertTasks()).close();
  results.group('g', '[["g", null], [[["t-1", null], null], [["nobody", null], null]]]');
  server = await startWatchedServer(results.url, ['--log-level', 'silent']);
});
afterAll(async () => {
  await server.stop();
  await results.remove();
});

describe('10,000 malformed requests', () => {
  it('all get an answer without a server error, and leave no memory in use', async () => {
    const requests = badRequests(REQUESTS, SEED);
    const statuses = await sendAll(server.url, requests.slice(0, WARM_UP));
    const before = await server.heap();
    statuses.push(...(await sendAll(server.url, requests.slice(WARM_UP))));
    const after = await server.heap();

    const bad = statuses.flatMap((status, index) => {
      const { breaksOff, text } = requests[index] as BadRequest;
      const isAnswer = (status >= 200 && status < 500) || status === 502 || (status === 0 && breaksOff);
      return isAnswer ? [] : [`${status}: ${text.toString('latin1').slice(0, 300)}`];
    });
    expect(bad.slice(0, 3)).toEqual([]);
    for (const status of [200, 301, 304, 400, 404, 405, 413, 414, 415, 431]) expect(statuses).toContain(status);
    expect(after - before, 'bytes more in use').toBeLessThan(NOISE);
    expect((await fetch(`${server.url}task/done/t-1/`)).status).toBe(200);
  });
});

/** The status of every request, 0 where the connection ended without one, -1 where neither came. */
async function sendAll(url: string, requests: readonly BadRequest[]): Promise<number[]> {
  const statuses: number[] = [];
  const open = requests.entries();
  const work = async (): Promise<void> => {
    for (const [index, request] of open) statuses[index] = await send(url, request);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return statuses;
}

function send(url: string, { text, breaksOff }: BadRequest): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => {
      if (breaksOff) socket.end(text);
      else socket.write(text);
    });
    socket.setTimeout(MAX_WAIT, () => {
      resolve(-1);
      socket.destroy();
    });
    socket.setEncoding('latin1').on('data', (part: string) => {
      if (answer.length < 100) answer += part;
    });
    // refused before all of it was read
    socket.on('error', () => {});
    socket.on('close', () =>
      resolve(Number(/^(?:HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0)),
    );
  });
}
