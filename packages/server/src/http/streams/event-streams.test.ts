import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect as connectSocket, createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectEvents, type EventClient } from '../../../test/event-client.ts';
import { unrestricted } from '../../access/unrestricted-store.ts';
import { createHub, type Hub } from '../../changes/hub.ts';
import { type Drain, drainable } from '../../runtime/drain.ts';
import { createHttpServer, TIMEOUTS } from '../../runtime/http-server.ts';
import type { WatchedIds } from '../../stores/change-source.ts';
import type { TaskRecord } from '../../stores/record.ts';
import type { OpenedStore } from '../../stores/store.ts';
import { createLoadMonitor, type LoadMonitor } from '../limits/load-monitor.ts';
import { shedLoad } from '../limits/shed-load.ts';
import { answerProblems } from '../response/answer-problems.ts';
import { sendReplies } from '../response/reply.ts';
import { createEventStreams, type EventStreams } from './event-streams.ts';
import { sendStreams } from './send-streams.ts';
import type { StreamLimits } from './stream-counts.ts';
import { STREAM_TIMES, type StreamTimes } from './stream-times.ts';

/** Streams over HTTP, with a storage in memory and short times. */

let server: Server;
let drain: Drain;
let load: LoadMonitor;
let hub: Hub;
let streams: EventStreams;
let ended: string[];
let results: Map<string, string>;
let report: (changed: WatchedIds) => void;
const clients: EventClient[] = [];

interface ServeOptions {
  readonly limits?: Partial<StreamLimits>;
  readonly times?: Partial<StreamTimes>;
  readonly expiresAt?: number;
  /** Whether a token is revoked. Default: tokens cannot be revoked. */
  readonly isRevoked?: (token: string) => boolean;
  /** Milliseconds without data after which the server closes a connection. */
  readonly stalled?: number;
}

/** Creates a storage that reports each id at once, and each change by {@link change}. */
function memoryStore(): Pick<OpenedStore, 'results' | 'changes'> {
  const recordOf = (id: string): TaskRecord => {
    const result = results.get(id) ?? 'null';
    return { kind: 'value', status: '"PROGRESS"', successful: false, result, details: {} };
  };
  return {
    results: {
      tasks: async (ids) => new Map(ids.map((id) => [id, recordOf(id)])),
      groups: async () => new Map(),
      versions: async () => new Map(),
    },
    changes: {
      watch: (onChange) => {
        report = onChange;
        return { set: onChange, close: () => {} };
      },
    },
  };
}

function change(id: string, result: string): void {
  results.set(id, result);
  report({ tasks: new Set([id]), groups: new Set() });
}

/** Starts a server like the command's: `/KEY?a=1&b` is a stream of the tasks a and b that counts for the token KEY. */
async function serve({
  limits,
  times,
  expiresAt,
  isRevoked,
  stalled = TIMEOUTS.stalled,
}: ServeOptions = {}): Promise<string> {
  load = createLoadMonitor({ maxInFlight: 1, maxLoopDelay: 60_000 });
  results = new Map();
  const reasons: string[] = [];
  ended = reasons;
  const store = memoryStore();
  hub = createHub({ store, resultLimit: 100_000_000, maxIds: limits?.ids ?? 1_000 });
  streams = createEventStreams({
    hub,
    limits: { all: 100, token: undefined, address: undefined, ids: 1_000, ...limits },
    times: { ...STREAM_TIMES, ...times },
    onEnd: (reason) => reasons.push(reason),
  });
  const app = new Koa();
  app.use(sendReplies(['X-Content-Type-Options', 'nosniff'], () => false));
  app.use(sendStreams);
  app.use(answerProblems(undefined));
  app.use(shedLoad(load, 0));
  app.use(async (ctx) => {
    if (ctx.path === '/') ctx.body = 'done';
    else
      await streams.open(ctx, {
        store: Object.defineProperties(unrestricted(store.results), {
          expiresAt: { value: expiresAt },
          revocation: { value: isRevoked && { key: ctx.path, isRevoked: () => isRevoked(ctx.path) } },
        }),
        query: { tasks: new Map(Object.keys(ctx.query).map((id) => [id, null])), groups: new Map() },
        owner: { token: ctx.path, address: ctx.get('X-Address') },
      });
  });
  server = createHttpServer(app.callback(), { ...TIMEOUTS, stalled, check: 50 });
  drain = drainable(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventClient> {
  const client = await connectEvents(url, { headers });
  clients.push(client);
  if (client.status === 200) await client.event('snapshot-end');
  return client;
}

const settled = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000 });

afterEach(() => {
  for (const client of clients.splice(0)) client.abort();
  load.close();
  hub.close();
  server.closeAllConnections();
  server.close();
});

describe('a stream', () => {
  it('does not count as a request in flight', async () => {
    const url = await serve();
    await open(`${url}/k?a`);
    await open(`${url}/k?a`);
    expect([load.inFlight, streams.count]).toEqual([0, 2]);
    expect((await fetch(url)).status).toBe(200);
  });

  it('sends a comment every fifteen seconds, and stays open without events', async () => {
    expect(STREAM_TIMES.heartbeatMs).toBe(15_000);
    const url = await serve({ times: { heartbeatMs: 1_000 }, stalled: 200 });
    const client = await open(`${url}/k?a`);
    // another connection without data is closed in this time
    await once(connectSocket(Number(new URL(url).port), '127.0.0.1'), 'close');
    await settled(() => expect(client.text()).toMatch(/:\n\n.*:\n\n$/s));
    change('a', '1');
    await client.event('task', { id: 'a', result: 1 });
  });

  it('ends after a while, and tells the client when to reconnect', async () => {
    const url = await serve({ times: { rotationMs: [1_500, 1_500], retryMs: [700, 700] } });
    const client = await open(`${url}/k?a`);
    await client.ended;
    expect(client.text()).toMatch(/event: closing\nretry: 700\ndata: \{"reason": "rotation", "retry": 700\}\n\n$/);
    expect([ended, streams.count]).toEqual([['rotation'], 0]);
  });

  it("announces the end of the client's rights, and ends then", async () => {
    const url = await serve({ expiresAt: Date.now() + 4_000, times: { expiryWarningMs: 2_000 } });
    const client = await open(`${url}/k?a`);
    expect(client.text()).not.toContain('expiring');
    const { data } = await client.event('expiring');
    expect(JSON.parse(data).seconds).toBeLessThanOrEqual(2);
    await client.event('closing', { reason: 'expired' });
    await client.ended;
  });

  it('ends soon after its token is revoked, with one check for all streams of the token', async () => {
    const revoked = new Set<string>();
    let asked: string[] = [];
    const isRevoked = (token: string): boolean => {
      asked.push(token);
      if (token === '/unknown') throw new Error('the list cannot be read');
      return revoked.has(token);
    };
    const url = await serve({ isRevoked, times: { revocationMs: 1 } });
    const opened = await Promise.all(['bad?a', 'bad?b', 'good?a', 'unknown?a'].map((path) => open(`${url}/${path}`)));
    asked = [];
    await settled(() => expect(asked.length).toBeGreaterThanOrEqual(3));
    expect(asked.slice(0, 3).sort()).toEqual(['/bad', '/good', '/unknown']);
    expect(ended).toEqual([]);
    revoked.add('/bad');
    for (const client of opened.slice(0, 2)) {
      await client.event('closing', { reason: 'expired' });
      await client.ended;
    }
    expect(ended).toEqual(['expired', 'expired']);
  });

  it('frees its watched ids when its client disconnects, before and after the first state', async () => {
    const url = await serve();
    const client = await open(`${url}/k?a`);
    client.abort();
    await settled(() => expect([streams.count, ended]).toEqual([0, ['client']]));
    await settled(() => expect(hub.size).toBe(0));
  });
});

describe('a client that reads slowly', () => {
  const LARGE = 3_000_000;
  const text = (letter: string, length = LARGE): string => `"${letter.repeat(length)}"`;

  it('gets only the newest state of each id', async () => {
    const url = await serve({ times: { maxPendingBytes: 100_000_000, stalledMs: 60_000 } });
    const client = await open(`${url}/k?a&b`);
    client.pause();
    for (const letter of ['c', 'd', 'e', 'f']) {
      change('a', text(letter, LARGE * 4));
      await settled(() => expect(results.get('a')).toBeDefined());
      change('b', text(letter, 10));
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.resume();
    await client.event('task', { id: 'a', result: 'f'.repeat(LARGE * 4) });
    await client.event('task', { id: 'b', result: 'f'.repeat(10) });
    expect(client.text()).not.toContain('"eeeeeeeeee"');
  });

  it('is disconnected when it reads nothing for ten seconds', async () => {
    expect(STREAM_TIMES.stalledMs).toBe(10_000);
    const url = await serve({ times: { stalledMs: 1_000 } });
    const [client, other] = [await open(`${url}/k?a`), await open(`${url}/k?a`)];
    client.pause();
    change('a', text('x', LARGE * 4));
    await settled(() => expect(ended).toEqual(['stalled']));
    client.resume();
    await expect(client.ended).rejects.toThrow();
    change('a', '1');
    await other.event('task', { id: 'a', result: 1 });
  });

  it('is disconnected when more than a megabyte waits for it', async () => {
    expect(STREAM_TIMES.maxPendingBytes).toBe(1024 * 1024);
    const url = await serve({ times: { stalledMs: 60_000 } });
    const client = await open(`${url}/k?a&b`);
    client.pause();
    change('a', text('x', LARGE * 4));
    await settled(() => expect(hub.size).toBe(2));
    await new Promise((resolve) => setImmediate(resolve));
    change('b', text('y', LARGE));
    await settled(() => expect(ended).toEqual(['pending']));
  });

  it('gets a snapshot of many megabytes', async () => {
    const url = await serve({ times: { snapshotIds: 2 } });
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) results.set(id, text(id));
    const client = await open(`${url}/k?${ids.join('&')}`);
    expect(client.text().length).toBeGreaterThan(LARGE * 5);
  });
});

describe('five hundred clients that read nothing', () => {
  it('are disconnected, and do not delay changes for other clients', async () => {
    const url = await serve({ limits: { all: 1_000 }, times: { stalledMs: 1_000 } });
    // a Unix socket buffers a fraction of a megabyte, and TCP some megabytes for each client
    const socketPath = join(tmpdir(), `celery-results-slow-${randomUUID()}.sock`);
    const sockets = createNetServer((socket) => server.emit('connection', socket)).listen(socketPath);
    await once(sockets, 'listening');
    const openSlow = async (): Promise<void> => {
      const client = await connectEvents('http://localhost/slow?b', { socketPath });
      clients.push(client);
      await client.event('snapshot-end');
      client.pause();
    };
    const others = await Promise.all(Array.from({ length: 20 }, (_, at) => open(`${url}/k${at}?a`)));
    for (let at = 0; at < 500; at += 50) await Promise.all(Array.from({ length: 50 }, openSlow));
    change('b', `"${'x'.repeat(2_000_000)}"`);
    for (let result = 1; result <= 20; result += 1) {
      change('a', String(result));
      await Promise.all(others.map((client) => client.event('task', { id: 'a', result })));
    }
    await settled(() => expect(ended).toEqual(Array.from({ length: 500 }, () => 'stalled')));
    expect(streams.count).toBe(20);
    sockets.close();
  });
});

describe('the limits of streams', () => {
  const status = async (url: string, headers = {}): Promise<number> => (await open(url, headers)).status;

  it('refuse a stream above the limit of all, of a token and of an address', async () => {
    const url = await serve({ limits: { all: 4, token: 2, address: 3 } });
    const at = (address: string): object => ({ 'X-Address': address });
    const first = await open(`${url}/k?a`, { 'X-Address': '1' });
    expect(await status(`${url}/k?a`, at('1'))).toBe(200);
    expect(await status(`${url}/k?a`, at('1'))).toBe(429);
    expect(await status(`${url}/l?a`, at('1'))).toBe(200);
    expect(await status(`${url}/m?a`, at('1'))).toBe(429);
    expect(await status(`${url}/m?a`, at('2'))).toBe(200);
    const refused = await open(`${url}/n?a`, { 'X-Address': '3' });
    expect([refused.status, Number(refused.headers['retry-after'])]).toEqual([503, expect.any(Number)]);
    first.abort();
    await settled(() => expect(streams.count).toBe(3));
    expect(await status(`${url}/k?a`, at('1'))).toBe(200);
  });
});

describe('the limit of watched ids', () => {
  it('refuses a stream when it is reached, until other streams have ended', async () => {
    const url = await serve({ limits: { ids: 2 } });
    const client = await open(`${url}/k?a&b`);
    expect((await open(`${url}/k?a`)).status).toBe(503);
    client.abort();
    await vi.waitFor(async () => expect((await open(`${url}/k?a`)).status).toBe(200), { timeout: 30_000 });
  });
});

describe('the watched ids of one address', () => {
  const openAt = (url: string, address: string): Promise<EventClient> => open(url, { 'X-Address': address });

  it('leave a part to the next address, and ids that others already watch do not count', async () => {
    const url = await serve({ limits: { ids: 8 } });
    await openAt(`${url}/k?a&b&c`, '1');
    await openAt(`${url}/k?d&e&f`, '1');
    expect((await openAt(`${url}/k?g`, '1')).status).toBe(503);
    expect((await openAt(`${url}/k?a&b`, '1')).status).toBe(200);
    expect((await openAt(`${url}/k?g`, '2')).status).toBe(200);
  });

  it('are free again when its streams have ended', async () => {
    const url = await serve({ limits: { ids: 8 } });
    const client = await openAt(`${url}/k?a&b&c&d&e&f`, '1');
    expect((await openAt(`${url}/k?g`, '1')).status).toBe(503);
    client.abort();
    await vi.waitFor(async () => expect((await openAt(`${url}/k?g`, '1')).status).toBe(200), { timeout: 30_000 });
  });
});

describe('a stop', () => {
  it('ends streams one after the other, and refuses new ones', async () => {
    const url = await serve({ limits: { all: 1_000 } });
    const all = await Promise.all(Array.from({ length: 200 }, (_, at) => open(`${url}/k${at}?a`)));
    const stalled = await open(`${url}/k?b`);
    stalled.pause();
    change('b', `"${'x'.repeat(12_000_000)}"`);
    change('a', '1');
    await Promise.all(all.map((client) => client.event('task', { id: 'a', result: 1 })));
    const start = performance.now();
    const drained = streams.drain(60_000);
    expect((await open(`${url}/k?a`)).status).toBe(503);
    await drained;
    expect(performance.now() - start).toBeGreaterThan(200);
    await Promise.all(all.map((client) => client.event('closing', { reason: 'draining' })));
    await drain.stop();
    expect([streams.count, ended.length]).toEqual([0, 201]);
  });
});
