import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Listening, openLoop, type Shot, startServer } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readMetrics } from './read-metrics.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { runCommand } from './run-command.ts';
import { bearer, KEY } from './tokens.ts';
import { insertTasks, isRight, pathOf } from './under-load.ts';

/** The real command with several processes. */

const WORKERS = ['--workers', '2'];
const REQUESTS = 'celery_results_http_requests_total{route="celery-task_status",method="GET",status="200"}';
const ANSWER = /^HTTP\/1\.1 200 OK[\s\S]*"executed": true/;

let results: ResultsFile;
beforeAll(async () => {
  results = await createResultsFile();
  new Database(results.file).exec(insertTasks()).close();
});
afterAll(() => results.remove());

let server: Listening;
const start = async (...args: string[]): Promise<void> => {
  server = await startServer({ store: results.url, args: [...WORKERS, ...args] });
};
/** A server that counts the requests of each token. */
const startWithTokens = async (...args: string[]): Promise<void> => {
  const env = { CELERY_RESULTS_AUTH: 'jwt', CELERY_RESULTS_AUTH_KEY: KEY };
  server = await startServer({ store: results.url, args: [...WORKERS, ...args], env });
};

interface Line {
  readonly worker?: number;
  readonly pid?: number;
  readonly reason?: string;
  readonly msg: string;
}

/** What the server has logged. */
function lines(): readonly Line[] {
  const texts = server.output().split('\n');
  return texts.flatMap((text) => (text.startsWith('{') && text.endsWith('}') ? [JSON.parse(text)] : []));
}

/** The processes that have listened, the newest of each worker. */
async function pids(count = 2): Promise<readonly number[]> {
  const listening = (): readonly Line[] => lines().filter(({ msg }) => msg === 'a worker listens');
  await expect.poll(() => listening().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  return [...new Map(listening().map(({ worker = 0, pid = 0 }) => [worker, pid])).values()];
}

/** Asks over a connection of its own. */
async function ask(path: string, headers: OutgoingHttpHeaders = {}): Promise<IncomingMessage> {
  const request = get(new URL(path, server.url), { agent: false, headers });
  const [answer] = await once(request, 'response');
  answer.resume();
  await once(answer, 'end');
  return answer;
}

/** Settles when nothing listens any more. */
async function closed(): Promise<void> {
  const answered = (): Promise<boolean> =>
    ask('/livez').then(
      () => true,
      () => false,
    );
  await expect.poll(answered, { timeout: 5_000 }).toBe(false);
}

/** A request that a worker has received except for its last bytes. */
async function halfSent(): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  socket.on('error', () => {});
  socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\nGET /celery/t-1/done/ HTTP/1.1\r\nHost: localhost\r\n');
  await once(socket, 'data');
  return socket;
}

/** Its answer, up to the end of its connection. */
async function finished(socket: Socket): Promise<string> {
  socket.write('\r\n');
  let answer = '';
  for await (const part of socket) answer += part;
  return answer;
}

describe('a server with two workers', () => {
  let others: { readonly Authorization: string };
  beforeAll(async () => {
    others = await bearer({ prefix: 't-', sub: 'others' });
    await startWithTokens('--admin-port', '0', '--rate-limit-token', '6/60');
  });
  afterAll(async () => {
    expect((await server.stop()).code).toBe(0);
  });

  it('answers from both, and each line of the log and one sum of metrics tell of it', async () => {
    await pids();
    for (let time = 0; time < 6; time += 1) expect((await ask(pathOf(time), others)).statusCode).toBe(200);
    const requests = (): readonly Line[] => lines().filter(({ msg }) => msg === 'request');
    await expect.poll(() => requests().length).toBe(6);
    expect(new Set(requests().map(({ worker }) => worker))).toEqual(new Set([1, 2]));
    expect(server.output().match(/listening on/g)).toHaveLength(1);
    const metrics = await readMetrics(server);
    expect([metrics.get(REQUESTS), metrics.get('celery_results_workers')]).toEqual([6, 2]);
    expect(metrics.get('celery_results_http_request_duration_seconds_count{route="celery-task_status"}')).toBe(6);
    expect(metrics.get('celery_results_store_connections{state="free"}')).toBe(2);
  });

  it('replaces one that is killed while the other one answers, and counts on', async () => {
    const before = await pids();
    const left: unknown[] = [];
    const token = await bearer({ prefix: 't-', sub: 'one' });
    const askWithToken = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        const { statusCode, headers } = await ask(pathOf(time), token);
        left.push([statusCode, /r=\d+/.exec(String(headers['ratelimit']))?.[0]]);
      }
    };
    await askWithToken(4);
    expect((await readMetrics(server)).get(REQUESTS)).toBe(10);
    process.kill(before[0] ?? 0, 'SIGKILL');
    // also what Node hands to the dead one before it knows
    for (let time = 0; time < 20; time += 1) expect((await ask('/livez')).statusCode).toBe(200);
    const after = await pids(3);
    expect(after.filter((pid) => before.includes(pid))).toEqual([before[1]]);
    const reason = expect.stringMatching(/ended with SIGKILL$/);
    expect(lines()).toContainEqual(expect.objectContaining({ pid: before[0], reason }));
    await askWithToken(4);
    const answers = [5, 4, 3, 2, 1, 0].map((rest) => [200, `r=${rest}`]);
    expect(left).toEqual([...answers, [429, 'r=0'], [429, 'r=0']]);
    const metrics = await readMetrics(server);
    expect(metrics.get(REQUESTS)).toBe(12);
    expect(metrics.get('celery_results_worker_deaths_total')).toBe(1);
    expect(metrics.get('celery_results_workers')).toBe(2);
  });

  it('replaces one while the store cannot be opened, and says why the new one is not ready', async () => {
    const [, victim = 0] = await pids();
    await rename(results.file, `${results.file}.away`);
    try {
      process.kill(victim, 'SIGKILL');
      const reasons = (): string =>
        lines()
          .flatMap(({ reason = [] }) => reason)
          .join();
      await expect.poll(reasons, { timeout: 10_000 }).toContain('does not exist');
      await pids(4);
      // the other one notices that its file is gone, and both go on
      const token = await bearer({ prefix: 't-', sub: 'outage' });
      const statuses = await Promise.all(
        Array.from({ length: 4 }, async () => (await ask(pathOf(1), token)).statusCode),
      );
      expect(new Set(statuses)).toEqual(new Set([503]));
      expect((await ask('/livez')).statusCode).toBe(200);
    } finally {
      await rename(`${results.file}.away`, results.file);
    }
    await expect.poll(() => lines().map(({ msg }) => msg), { timeout: 10_000 }).toContain('the store is open');
    const token = await bearer({ prefix: 't-', sub: 'recovery' });
    for (let time = 0; time < 4; time += 1) expect((await ask(pathOf(time), token)).statusCode).toBe(200);
  });
});

describe('what cannot be started', () => {
  it.each<{ readonly title: string; readonly args: () => readonly string[] }>([
    { title: 'a store URL without a database', args: () => ['--store', 'postgres://a:hunter2@127.0.0.1'] },
    {
      title: 'an exception class that cannot be loaded',
      args: () => ['--store', results.url, '--exception-classes', 'none.js'],
    },
    {
      title: 'an address of another machine',
      args: () => ['--store', results.url, '--host', '192.0.2.1', '--auth', 'none'],
    },
  ])('ends as with one process: $title', async ({ args }) => {
    // the default port may be in use on this machine
    const flags = [...args(), '--port', '0'];
    const [one, many] = await Promise.all([runCommand(flags), runCommand([...flags, ...WORKERS])]);
    expect(many).toEqual(one);
    expect([many.stdout, many.stderr.trimEnd().split('\n').length]).toEqual(['', 1]);
  });
});

describe('workers that drain', () => {
  afterEach(async () => {
    await server.stop();
  });

  it('lose no request, also when every process is sent the signal', async () => {
    await start('--drain-delay', '2');
    const half = await halfSent();
    const load = openLoop(server.url, { rate: 300, path: pathOf });
    const red = Promise.withResolvers<number>();
    const onShot = ({ status }: Shot): void => {
      if (status !== 200) red.resolve(status);
    };
    const probes = openLoop(server.url, { rate: 10, path: () => '/readyz', onShot });
    // as a terminal does for Ctrl-C
    for (const pid of [...(await pids()), server.pid]) process.kill(pid, 'SIGINT');
    expect(await red.promise).toBe(503);
    const [shots] = await Promise.all([load.stop(), probes.stop()]);
    expect(shots.filter((shot) => !isRight(shot))).toEqual([]);
    expect(shots.length).toBeGreaterThan(20);
    await closed();
    expect(await finished(half)).toMatch(ANSWER);
    expect((await server.ended).code).toBe(0);
  });

  it.each([
    { title: 'when the time for it is over', timeout: '1', signals: 1 },
    { title: 'at once on a second signal', timeout: '10', signals: 2 },
  ])('are ended $title', async ({ timeout, signals }) => {
    await start('--drain-timeout', timeout);
    const half = await halfSent();
    const began = performance.now();
    const stopped = server.stop();
    // the first signal was heeded
    await closed();
    if (signals > 1) process.kill(server.pid, 'SIGTERM');
    // workers hold the output as long as they live
    expect((await stopped).code).toBe(1);
    expect(performance.now() - began).toBeLessThan(5_000);
    half.destroy();
  });

  it('finish what they do when the primary is killed, and end by themselves', async () => {
    await start('--rate-limit-address', '100/60');
    const workers = await pids();
    const half = await halfSent();
    // they hear of it and of the rest of the request at once
    for (const pid of workers) process.kill(pid, 'SIGSTOP');
    process.kill(server.pid, 'SIGKILL');
    await closed();
    const answer = finished(half);
    for (const pid of workers) process.kill(pid, 'SIGCONT');
    expect(await answer).toMatch(ANSWER);
    // they hold its output as long as they live
    expect((await server.ended).signal).toBe('SIGKILL');
  });
});
