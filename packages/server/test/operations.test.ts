import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { type Listening, openLoop, type Shot, startServer } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMetrics } from './read-metrics.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { runCommand } from './run-command.ts';
import { batchRequest } from './serve-app.ts';
import { bearer, KEY } from './tokens.ts';
import { insertTasks, isRight, pathOf } from './under-load.ts';

/** The real command, as it is operated. */

const ADMIN = ['--admin-port', '0', '--log-level', 'silent'];
/** Requests that are sent before their answers are read: fewer than one address may have in flight. */
const PIPELINE = 200;

let results: ResultsFile;
beforeAll(async () => {
  results = await createResultsFile();
  new Database(results.file).exec(insertTasks()).close();
});
afterAll(() => results.remove());

describe('a server that drains', () => {
  it('loses no request of a load balancer that checks /readyz', async () => {
    const server = await startServer({ store: results.url, args: ['--drain-delay', '1', '--log-level', 'silent'] });
    const ready = new URL('/readyz', server.url);
    expect((await fetch(ready)).ok).toBe(true);
    const load = openLoop(server.url, { rate: 500, path: pathOf });
    const red = Promise.withResolvers<number>();
    const onShot = ({ status }: Shot): void => {
      if (status !== 200) red.resolve(status);
    };
    // it asks three times a second
    const probes = openLoop(server.url, { rate: 3, path: () => '/readyz', onShot });
    const stopped = server.stop();
    expect(await red.promise).toBe(503);
    const [shots] = await Promise.all([load.stop(), probes.stop()]);
    expect(shots.filter((shot) => !isRight(shot))).toEqual([]);
    expect(shots.length).toBeGreaterThan(50);
    // it still answered after the signal, and then no more
    expect((await stopped).code).toBe(0);
    await expect(fetch(ready)).rejects.toThrow();
  });

  it('finishes requests that wait for the database, and closes every connection', async () => {
    const server = await startServer({ store: results.url, args: ADMIN });
    const writer = new Database(results.file);
    writer.exec('BEGIN EXCLUSIVE');
    const path = (number: number): string => `/celery/task/status/t-${number % 10}/`;
    // /metrics waits up to a second for a database that is locked: until then fewer than --max-in-flight are sent
    const load = openLoop(server.url, { rate: 100, path });
    const held = fetch(new URL(path(1), server.url));
    await expect
      .poll(async () => (await readMetrics(server)).get('celery_results_http_requests_in_flight'), { timeout: 5_000 })
      .toBeGreaterThan(5);
    const shots = load.stop();
    const stopped = server.stop();
    // the signal is heeded once nothing listens any more
    const listens = (): Promise<boolean> =>
      fetch(new URL('/livez', server.url)).then(
        () => true,
        () => false,
      );
    await expect.poll(listens, { timeout: 5_000 }).toBe(false);
    writer.exec('ROLLBACK');
    writer.close();
    expect((await shots).filter((shot) => !isRight(shot))).toEqual([]);
    const answer = await held;
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    expect((await stopped).code).toBe(0);
  });

  it('answers requests that are on their way when the signal comes', async () => {
    const server = await startServer({ store: results.url });
    const sent = Array.from({ length: 50 }, (_, index) => fetch(new URL(pathOf(index), server.url)));
    const stopped = server.stop();
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(sent.map(() => 200));
    expect((await stopped).code).toBe(0);
  });

  it('ends when a request takes longer than the drain timeout', async () => {
    const server = await startServer({ store: results.url, args: ['--drain-timeout', '1'] });
    const { hostname, port } = new URL(server.url);
    const half = connect(Number(port), hostname);
    half.on('error', () => {});
    await once(half, 'connect');
    half.write('POST /celery/v1/status/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n');
    half.write('Content-Length: 9\r\n\r\n');
    await (await fetch(new URL('/livez', server.url))).text();
    const start = performance.now();
    expect((await server.stop()).code).toBe(1);
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});

describe('the admin port', () => {
  let server: Listening;
  beforeEach(async () => {
    server = await startServer({ store: results.url, args: [...ADMIN, '--max-url', '200'] });
    // it is told of after the URL
    await expect.poll(() => server.output()).toContain('metrics on http://127.0.0.1:');
  });
  afterEach(() => server.stop());

  it('counts answers by route, method and status, and batches, refusals and waits', async () => {
    const etag = (await fetch(`${server.url}task/status/t-1/`)).headers.get('etag') ?? '';
    await fetch(`${server.url}task/status/t-2/`, { headers: { 'If-None-Match': etag } });
    await fetch(`${server.url}task/status/t-1/`, { headers: { 'If-None-Match': etag } });
    await fetch(`${server.url}t-1/done/`, { method: 'DELETE' });
    await fetch(`${server.url}nowhere`, { method: 'PROPFIND' });
    await fetch(`${server.url}${'a'.repeat(200)}`);
    await fetch(`${server.url}v1/status/`, {
      method: 'POST',
      ...batchRequest({ tasks: { a: null, b: null, c: null } }),
    });
    const metrics = await readMetrics(server);
    const requests = (labels: string) => metrics.get(`celery_results_http_requests_total{${labels}}`);
    expect(requests('route="celery-task_status",method="GET",status="200"')).toBe(2);
    expect(requests('route="celery-task_status",method="GET",status="304"')).toBe(1);
    expect(requests('route="unmatched",method="DELETE",status="405"')).toBe(1);
    expect(requests('route="unmatched",method="other",status="404"')).toBe(1);
    expect(requests('route="v1-status",method="POST",status="200"')).toBe(1);
    expect(metrics.get('celery_results_http_refusals_total{reason="method-not-allowed"}')).toBe(1);
    expect(metrics.get('celery_results_http_refusals_total{reason="url-too-long"}')).toBe(1);
    expect(metrics.get('celery_results_batch_ids_sum')).toBe(3);
    expect(metrics.get('celery_results_http_request_duration_seconds_count{route="celery-task_status"}')).toBe(3);
    expect(metrics.get('celery_results_store_wait_seconds_count')).toBeGreaterThan(3);
    expect(metrics.get('celery_results_store_connections{state="free"}')).toBe(1);
    expect(metrics.get('celery_results_http_requests_in_flight')).toBe(0);
    expect(metrics.get('celery_results_event_loop_delay_seconds')).toBeGreaterThanOrEqual(0);
    expect(metrics.get('celery_results_store_up')).toBe(1);
    expect(metrics.get('celery_results_store_read_seconds_count{read="tasks"}')).toBeGreaterThan(3);
    expect([...metrics.keys()].filter((name) => name.startsWith('celery_results_build_info{version="0.'))).toHaveLength(
      1,
    );
    expect(metrics.get('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  });

  it('has no other route, and the other port has no metrics', async () => {
    const admin = new URL(/metrics on (\S+)/.exec(server.output())?.[1] ?? '');
    expect((await fetch(admin)).headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect((await fetch(new URL('/', admin))).status).toBe(404);
    expect((await fetch(admin, { method: 'POST' })).status).toBe(404);
    expect((await fetch(new URL('/metrics', server.url))).status).toBe(404);
    const named = request(admin, { headers: { Host: 'evil.example' } }).end();
    expect((await once(named, 'response'))[0].statusCode).toBe(400);
  });

  it('has the same number of series for all paths and methods', async () => {
    const paths = (count: number, seed: number): Promise<number> => askUnmatched(server.url, { count, seed });
    expect(await paths(1_000, 1)).toBe(1_000);
    const before = [...(await readMetrics(server)).keys()].filter((name) => name.startsWith('celery_results'));
    expect(await paths(100_000, 2)).toBe(100_000);
    const after = await readMetrics(server);
    expect([...after.keys()].filter((name) => name.startsWith('celery_results'))).toEqual(before);
    expect(after.get('celery_results_http_requests_total{route="unmatched",method="GET",status="404"}')).toBe(101_000);
    // 101,000 requests take a busy machine more than a minute
  }, 300_000);
});

describe('the line of a request', () => {
  const lineOf = async (...args: string[]): Promise<Record<string, unknown>> => {
    const env = { CELERY_RESULTS_AUTH: 'jwt', CELERY_RESULTS_AUTH_KEY: KEY };
    const server = await startServer({ store: results.url, args, env });
    const headers = await bearer({ tasks: ['t-1'], sub: 'ann@example.com' });
    expect((await fetch(`${server.url}task/status/t-2/`, { headers })).status).toBe(403);
    await server.stop();
    const line = server
      .output()
      .split('\n')
      .find((text) => text.includes('"msg":"request"'));
    return JSON.parse(line ?? '');
  };

  it('says why it was refused, and names the client by hashes', async () => {
    expect(await lineOf()).toMatchObject({
      status: 403,
      problem: 'forbidden',
      address: expect.stringMatching(/^[\w-]{12}$/),
      subject: expect.stringMatching(/^[\w-]{12}$/),
    });
  });

  it('names the client as it is where that is wanted', async () => {
    expect(await lineOf('--log-clients', 'plain')).toMatchObject({ address: '127.0.0.1', subject: 'ann@example.com' });
    expect(await lineOf('--log-clients', 'none')).not.toHaveProperty('address');
  });
});

describe('--healthcheck', () => {
  it('exits with 0 for a server that is ready, and with 1 where none listens', async () => {
    const server = await startServer({ store: results.url });
    const { port } = new URL(server.url);
    const healthcheck = ['--healthcheck', '--port', port];
    expect(await runCommand(healthcheck)).toMatchObject({
      code: 0,
      stdout: `http://127.0.0.1:${port}/readyz answers 200\n`,
    });
    await server.stop();
    expect(await runCommand(healthcheck)).toMatchObject({ code: 1, stdout: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('a request that is not valid HTTP', () => {
  it.each([
    { title: 'nonsense', text: 'hello\r\n\r\n', status: 400, problem: 'malformed-request' },
    { title: 'a TLS hello', text: '\x16\x03\x01\x02\x00\x01', status: 400, problem: 'malformed-request' },
    {
      title: 'headers of 20 KB',
      text: `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      status: 431,
      problem: 'headers-too-large',
    },
    {
      title: 'two lengths',
      text: 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      status: 400,
      problem: 'malformed-request',
    },
    {
      title: 'two hosts',
      text: 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n',
      status: 400,
      problem: 'malformed-request',
    },
    { title: 'no host', text: 'GET / HTTP/1.1\r\n\r\n', status: 400, problem: 'malformed-request' },
    {
      title: 'an unknown expectation',
      text: 'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: cake\r\n\r\n',
      status: 417,
      problem: 'expectation-failed',
    },
    {
      title: 'another host',
      text: 'GET /celery/t-1/done/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      status: 400,
      problem: 'invalid-host',
    },
  ])('gets a problem: $title', async ({ text, status, problem }) => {
    const server = await startServer({ store: results.url });
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(text, 'latin1');
    let answer = '';
    for await (const part of socket.setEncoding('utf8')) answer += part;
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    // the same safety headers as of every other answer
    for (const header of ['X-Content-Type-Options: nosniff', 'X-Frame-Options: DENY', 'Cache-Control: no-store'])
      expect(answer).toContain(`\r\n${header}\r\n`);
    expect(answer.match(/cache-control/gi)).toHaveLength(1);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      status,
      type: `urn:celery-results:problem:${problem}`,
    });
    await server.stop();
  });
});

describe('the log of a server whose database does not answer', () => {
  it('reports that once, without a task id, and every request with its own id', async () => {
    const server = await startServer({ store: results.url, args: ['--database-timeout', '2000'] });
    const writer = new Database(results.file);
    writer.exec('BEGIN EXCLUSIVE');
    for (let time = 0; time < 3; time += 1) {
      const answer = await fetch(`${server.url}task/status/hunter2/`, { headers: { 'X-Request-Id': `r-${time}` } });
      expect([answer.status, answer.headers.get('x-request-id')]).toEqual([503, `r-${time}`]);
    }
    writer.exec('ROLLBACK');
    writer.close();
    await server.stop();
    const output = server.output();
    expect(output.match(/a request failed/g)).toHaveLength(1);
    expect(output).toMatch(/"id":"r-2","method":"GET","route":"celery-task_status","status":503/);
    expect(output).toContain('SQLITE_BUSY');
    expect(output).not.toContain('hunter2');
  });
});

/** Requests random paths without a route, many at a time on one connection. @returns how many got 404 */
async function askUnmatched(
  url: string,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  let answered = 0;
  let rest = '';
  for (let at = 0; at < count; at += PIPELINE) {
    const paths = Array.from(
      { length: Math.min(PIPELINE, count - at) },
      (_, index) => `/x${seed}/${((at + index) * 2654435761) % 2 ** 32}`,
    );
    socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(''));
    while (answered < at + paths.length) {
      const [part] = await once(socket, 'data');
      const lines = (rest + part).split('HTTP/1.1 404 Not Found\r\n');
      answered += lines.length - 1;
      // a status line may be cut in two
      rest = lines.at(-1)?.slice(-30) ?? '';
    }
  }
  socket.destroy();
  return answered;
}
