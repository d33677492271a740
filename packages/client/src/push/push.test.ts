import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EventServer, pushedTask, startEventServer } from '../../test/event-server.ts';
import { useFakeServers } from '../../test/use-fake-servers.ts';
import { type CeleryClient, createClient, type TaskStatus } from '../index.ts';

/** Tests the client with a stream of events. The failures are real: connections on loopback that end. */

const OPTIONS = { timeout: 10_000, interval: 10 };
let server: EventServer;
const stops: (() => void)[] = [];

beforeEach(async () => {
  server = await startEventServer();
});
afterEach(async () => {
  // without followers the client closes its stream
  for (const stop of stops.splice(0)) stop();
  await server.stop();
});

/** Reads a task once, as a hook does, and follows it. */
async function follow(client: CeleryClient, id: string) {
  await client.taskStatus(id);
  return followRead(client, id);
}

function followRead(client: CeleryClient, id: string) {
  const seen: string[] = [];
  const onLost = vi.fn();
  const stop = client.followTask(id, { onStatus: ({ status }: TaskStatus) => void seen.push(status), onLost });
  stops.push(stop);
  return { seen, onLost, stop };
}

const streamOf = (index: number) => vi.waitUntil(() => server.streams[index], OPTIONS);
const untilLive = (client: CeleryClient) => vi.waitUntil(() => client.connection.state === 'live', OPTIONS);

describe('a client of a server with events', () => {
  it('opens one stream for all tasks that are followed, and delivers their states', async () => {
    const client = createClient({ baseUrl: server.url });
    await Promise.all([client.taskStatus('a'), client.taskStatus('b')]);
    const first = followRead(client, 'a');
    const second = followRead(client, 'b');
    const stream = await streamOf(0);
    expect(stream.request).toEqual({ tasks: { a: null, b: null }, groups: {} });
    expect(stream.headers.accept).toBe('text/event-stream');
    await untilLive(client);
    expect([client.isPushed('task', 'a'), client.isPushed('task', 'c')]).toEqual([true, false]);
    stream.send('task', pushedTask('a', 'STARTED'), 'e');
    stream.send('task', pushedTask('b', 'SUCCESS', 5), 'e');
    await vi.waitUntil(() => second.seen.length === 1, OPTIONS);
    expect([first.seen, second.seen]).toEqual([['STARTED'], ['SUCCESS']]);
    expect(server.streams).toHaveLength(1);
  });

  it('calls the headers function for each connection, and sends the known etags', async () => {
    let token = 0;
    const headers = (): HeadersInit => {
      token += 1;
      return { authorization: `Bearer ${token}` };
    };
    const client = createClient({ baseUrl: server.url, headers });
    const { seen } = await follow(client, 'a');
    const stream = await streamOf(0);
    stream.send('task', pushedTask('a', 'STARTED'));
    stream.send('expiring', { seconds: 60 });
    const next = await streamOf(1);
    expect(next.request.tasks).toEqual({ a: 'a-STARTED' });
    expect(next.headers.authorization).toBe('Bearer 3');
    await vi.waitUntil(() => stream.isClosed, OPTIONS);
    // a token that was not renewed: its end stays the same
    next.send('expiring', { seconds: 58 });
    next.send('task', pushedTask('a', 'PROGRESS'));
    await vi.waitUntil(() => seen.length === 2, OPTIONS);
    expect(token).toBe(3);
  });

  it('opens a stream for a new id, and then closes the old stream', async () => {
    const client = createClient({ baseUrl: server.url });
    const first = await follow(client, 'a');
    const stream = await streamOf(0);
    await untilLive(client);
    await follow(client, 'b');
    const next = await streamOf(1);
    expect(Object.keys(next.request.tasks)).toEqual(['a', 'b']);
    await vi.waitUntil(() => stream.isClosed, OPTIONS);
    next.send('task', pushedTask('a', 'SUCCESS'));
    await vi.waitUntil(() => first.seen.length === 1, OPTIONS);
  });

  it('closes the stream when every task is final, and when the last follower stops', async () => {
    const client = createClient({ baseUrl: server.url });
    const task = await follow(client, 'a');
    const stream = await streamOf(0);
    await untilLive(client);
    stream.send('task', pushedTask('a', 'SUCCESS'));
    await vi.waitUntil(() => stream.isClosed, OPTIONS);
    expect(client.connection.state).toBe('polling');
    expect(task.onLost).not.toHaveBeenCalled();
    const { stop } = await follow(client, 'b');
    const next = await streamOf(1);
    stop();
    await vi.waitUntil(() => next.isClosed, OPTIONS);
  });

  it('keeps its stream when one follower of an id replaces another', async () => {
    const client = createClient({ baseUrl: server.url });
    const { stop } = await follow(client, 'a');
    const stream = await streamOf(0);
    await untilLive(client);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    stop();
    const { seen } = followRead(client, 'a');
    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();
    // a second stream would have been opened before this read
    await client.taskStatus('a');
    stream.send('task', pushedTask('a', 'STARTED'));
    await vi.waitUntil(() => seen.length === 1, OPTIONS);
    expect(server.streams).toHaveLength(1);
  });

  it('never replaces a pushed status by a response that was read before', async () => {
    let release = (): void => {};
    const client = createClient({
      baseUrl: server.url,
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (!(input as Request).url.endsWith('/events/') && server.streams.length > 0)
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        return response;
      },
    });
    const { seen } = await follow(client, 'a');
    const stream = await streamOf(0);
    const read = client.taskStatus('a');
    await vi.waitUntil(() => server.paths.filter((path) => path === 'task/status/a/').length === 2, OPTIONS);
    stream.send('task', pushedTask('a', 'SUCCESS', 1));
    await vi.waitUntil(() => seen.length === 1, OPTIONS);
    release();
    expect((await read).status).toBe('SUCCESS');
  });

  it('makes the followers of a refused id poll, and continues with the others', async () => {
    const client = createClient({ baseUrl: server.url });
    await Promise.all([client.taskStatus('a'), client.taskStatus('b')]);
    const refused = followRead(client, 'a');
    const other = followRead(client, 'b');
    const stream = await streamOf(0);
    stream.send('problem', { id: 'a', problem: { type: 'x', title: 'x', status: 403 } });
    stream.send('task', pushedTask('b', 'STARTED'));
    await vi.waitUntil(() => other.seen.length === 1, OPTIONS);
    expect(refused.onLost).toHaveBeenCalledOnce();
    expect([client.isPushed('task', 'a'), client.isPushed('task', 'b')]).toEqual([false, true]);
  });
});

describe('after a stream has ended', () => {
  it('a client reconnects automatically, and gets the missed changes', async () => {
    const client = createClient({ baseUrl: server.url });
    const { seen } = await follow(client, 'a');
    (await streamOf(0)).cut();
    (await streamOf(1)).send('task', pushedTask('a', 'SUCCESS'));
    await vi.waitUntil(() => seen.length === 1, OPTIONS);
  });

  it('a client reconnects after the time that the server has sent', async () => {
    const client = createClient({ baseUrl: server.url });
    await follow(client, 'a');
    const stream = await streamOf(0);
    stream.send('closing', { reason: 'rotation', retry: 1 });
    stream.end();
    await streamOf(1);
  });

  it('a client whose server is down polls, is offline, and is live again when the server is back', async () => {
    const client = createClient({ baseUrl: server.url, retry: 0 });
    const task = await follow(client, 'a');
    await streamOf(0);
    await untilLive(client);
    await server.stop();
    await vi.waitUntil(() => task.onLost.mock.calls.length > 0, OPTIONS);
    expect([client.connection.state, client.isPushed('task', 'a')]).toEqual(['offline', false]);
    await server.start();
    await vi.waitUntil(() => server.streams.length > 1, { timeout: 40_000, interval: 10 });
    await untilLive(client);
  }, 60_000);

  it('a client polls after three quick ends, and logs this once', async () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => {});
    const client = createClient({ baseUrl: server.url });
    const task = await follow(client, 'a');
    for (const index of [0, 1, 2]) (await streamOf(index)).end();
    await vi.waitUntil(() => info.mock.calls.length > 0, OPTIONS);
    expect(info.mock.calls).toEqual([[expect.stringContaining('polling for 5 minutes')]]);
    expect(task.onLost).toHaveBeenCalled();
    info.mockRestore();
  });

  it.each([404, 405, 406])('a client polls after an answer of %i', async (status) => {
    server.streamStatus = status;
    const client = createClient({ baseUrl: server.url });
    const task = await follow(client, 'a');
    await vi.waitUntil(() => task.onLost.mock.calls.length > 0, OPTIONS);
    expect(server.paths.filter((path) => path === 'v1/events/')).toHaveLength(1);
  });
});

describe('a client without push', () => {
  it('opens no stream with push: false', async () => {
    const client = createClient({ baseUrl: server.url, push: false });
    await follow(client, 'a');
    await client.taskStatus('a');
    expect(server.paths).toEqual(['task/status/a/', 'task/status/a/']);
    expect(client.isPushed('task', 'a')).toBe(false);
  });
});

describe('waits and watches', () => {
  const { ours, django } = useFakeServers();

  it('end with a pushed state, and send one read and one stream', async () => {
    const client = ours.connect();
    ours.fake.task('t').pending(2).started().progress(1, 2).succeed({ rows: 3 });
    expect(await client.waitForTask('t')).toEqual({ rows: 3 });
    const own = ours.fake.requests.filter(({ ids }) => ids.includes('t'));
    expect(own.map(({ route }) => route)).toEqual(['celery-task_status', 'events']);
  });

  it('yield each pushed state once', async () => {
    const client = ours.connect();
    ours.fake.task('t').pending().started().progress(1, 2).succeed(1);
    const seen: string[] = [];
    for await (const { status } of client.watchTask('t')) seen.push(status);
    expect(seen).toEqual(['PENDING', 'STARTED', 'PROGRESS', 'SUCCESS']);
  });

  it('follow groups', async () => {
    const client = ours.connect();
    ours.fake.task('a').pending().succeed(1);
    ours.fake.task('b').pending().started().succeed(2);
    ours.fake.group('g', ['a', 'b']);
    expect(await client.waitForGroup('g')).toEqual([1, 2]);
    // the client of an earlier test may still reconnect
    expect(ours.fake.requests.filter(({ route, ids }) => route === 'events' && ids.includes('g'))).toHaveLength(1);
  });

  it('send only reads to plain Django', async () => {
    const client = django.connect();
    django.fake.task('t').pending().succeed(1);
    expect(await client.waitForTask('t', { interval: 20 })).toBe(1);
    expect(new Set(django.fake.requests.map(({ route }) => route))).toEqual(new Set(['celery-task_status']));
  });
});
