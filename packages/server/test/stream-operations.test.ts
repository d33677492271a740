import { connect, type Socket } from 'node:net';
import { type Listening, startServer } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EventClient, openEvents } from './event-client.ts';
import { readMetrics } from './read-metrics.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';

/** Streams of the real command: a stop, several processes, metrics. */

let results: ResultsFile;
let server: Listening;
const sockets: Socket[] = [];
const clients: EventClient[] = [];
const ADMIN = ['--admin-port', '0'];

beforeAll(async () => {
  results = await createResultsFile();
  for (const id of ['a', 'b', 'c']) results.task(id, { status: 'STARTED' });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const client of clients.splice(0)) client.abort();
  await server.stop();
});
afterAll(() => results.remove());

const start = async (...args: string[]): Promise<void> => {
  server = await startServer({ store: results.url, args });
};

async function open(id: string): Promise<EventClient> {
  const client = await openEvents(new URL(server.url).origin, { tasks: { [id]: null } });
  clients.push(client);
  await client.event('snapshot-end');
  return client;
}

/** A stream with as little memory as possible. `closing` resolves with the moment of that event. */
async function openSmall(port: number): Promise<{ readonly closing: Promise<number> }> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.write('GET /celery/v1/events/?task=a HTTP/1.1\r\nHost: localhost\r\n\r\n');
  let text = '';
  const snapshot = Promise.withResolvers<void>();
  const closing = Promise.withResolvers<number>();
  socket.setEncoding('latin1').on('data', (part) => {
    text += part;
    if (!text.includes('event: snapshot-end')) return;
    snapshot.resolve();
    if (text.includes('"reason": "draining"')) closing.resolve(performance.now());
  });
  socket.once('close', () => closing.reject(new Error(`the server closed a stream after ${text}`)));
  await snapshot.promise;
  return { closing: closing.promise };
}

describe('a server that stops', () => {
  it('tells 5,000 streams to come back later, one after the other, and ends with 0', async () => {
    await start('--log-level', 'silent', '--max-streams-address', '10000', '--drain-timeout', '30');
    const port = Number(new URL(server.url).port);
    const streams: { readonly closing: Promise<number> }[] = [];
    while (streams.length < 5_000)
      streams.push(...(await Promise.all(Array.from({ length: 100 }, () => openSmall(port)))));
    const stopped = server.stop();
    const times = await Promise.all(streams.map(({ closing }) => closing));
    expect((await stopped).code).toBe(0);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(5_000);
  });
});

describe('a server with several processes', () => {
  it('gives changes to the streams of each', async () => {
    await start('--workers', '2', ...ADMIN);
    const all = await Promise.all(Array.from({ length: 6 }, () => open('b')));
    const streams = async (): Promise<number | undefined> => (await readMetrics(server)).get('celery_results_streams');
    expect(await streams()).toBe(6);
    results.setState('b', 'SUCCESS');
    await Promise.all(all.map((client) => client.event('task', { id: 'b', status: 'SUCCESS' })));
    const stopped = server.stop();
    await Promise.all(all.map((client) => client.event('closing', { reason: 'draining' })));
    expect((await stopped).code).toBe(0);
  });
});

describe('the limits of a server with several processes', () => {
  const statusOf = async (id: string): Promise<number> => {
    const client = await openEvents(new URL(server.url).origin, { tasks: { [id]: null } });
    clients.push(client);
    return client.status;
  };

  it('count the streams of an address over all of them, and forget those of a process that has died', async () => {
    await start('--workers', '2', '--max-streams-address', '4');
    const opened = await Promise.all(Array.from({ length: 4 }, () => open('a')));
    expect(await Promise.all(Array.from({ length: 4 }, () => statusOf('a')))).toEqual([429, 429, 429, 429]);
    opened[0]?.abort();
    await vi.waitFor(async () => expect(await statusOf('a')).toBe(200), { timeout: 20_000 });
    expect(await statusOf('a')).toBe(429);
    const listening = server
      .output()
      .split('\n')
      .find((line) => line.includes('a worker listens'));
    process.kill(JSON.parse(listening ?? '{}').pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await statusOf('a')).toBe(200), { timeout: 20_000 });
  });
});

describe('the metrics', () => {
  it('count streams, watched ids, looks for changes and delays', async () => {
    await start(...ADMIN);
    const client = await open('c');
    results.setState('c', 'SUCCESS');
    await client.event('task', { status: 'SUCCESS' });
    const metrics = await readMetrics(server);
    expect(metrics.get('celery_results_streams')).toBe(1);
    expect(metrics.get('celery_results_watched_ids')).toBe(1);
    expect(metrics.get('celery_results_poll_duration_seconds_count')).toBeGreaterThan(0);
    expect(metrics.get('celery_results_poll_lag_seconds_count')).toBeGreaterThan(0);
    expect(metrics.get('celery_results_change_delay_seconds_count')).toBe(1);
    expect(metrics.get('celery_results_backstop_changes_total')).toBe(0);
    client.abort();
    await vi.waitFor(
      async () =>
        expect((await readMetrics(server)).get('celery_results_streams_ended_total{reason="client"}')).toBe(1),
      { timeout: 20_000 },
    );
  });
});
