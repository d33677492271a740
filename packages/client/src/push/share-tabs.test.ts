import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BatchRequest } from '../protocol/v1.ts';
import type { EventStream, EventStreamOptions } from './event-stream.ts';
import { createSharedStream } from './share-tabs.ts';

/** Tabs that share one stream, on Node's own Web Locks and BroadcastChannel. */

const OPTIONS = { timeout: 10_000, interval: 5 };
let names = 0;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** The streams that leaders have opened: a test writes their events. */
interface LeaderStream {
  readonly options: EventStreamOptions<BatchRequest>;
  readonly requests: BatchRequest[];
  isClosed: boolean;
}

function createTabs() {
  names += 1;
  const name = `tabs-${names}`;
  const streams: LeaderStream[] = [];
  const create = (options: EventStreamOptions<BatchRequest>): EventStream => {
    const stream: LeaderStream = { options, requests: [], isClosed: false };
    streams.push(stream);
    return {
      connect: () => {
        const watched = options.watched();
        stream.requests.push(watched);
        options.onLive(watched);
      },
      close: () => {
        stream.isClosed = true;
      },
    };
  };
  const openTab = (watched: BatchRequest) => {
    const calls = { onEvent: vi.fn(), onLive: vi.fn(), onDown: vi.fn(), onLost: vi.fn() };
    const options = { ...calls, name, create, watched: () => watched, open: () => Promise.reject(new Error('unused')) };
    const environment = { locks: navigator.locks, createChannel: (channel: string) => new BroadcastChannel(channel) };
    const stream = createSharedStream(options, environment);
    closers.push(stream.close);
    stream.connect();
    return { ...calls, close: stream.close, connect: stream.connect };
  };
  return { streams, openTab };
}

const event = (id: string, etag: string) => ({ name: 'task', id: etag, data: JSON.stringify({ id, etag }) });
const lastRequest = (stream: LeaderStream | undefined) => stream?.requests.at(-1);

describe('tabs of one origin', () => {
  it('open one stream for the ids of all tabs, and each tab gets every event', async () => {
    const { streams, openTab } = createTabs();
    const first = openTab({ tasks: { a: 'e1' } });
    await vi.waitUntil(() => streams.length === 1, OPTIONS);
    const second = openTab({ tasks: { b: null }, groups: { g: null } });
    await vi.waitUntil(() => lastRequest(streams[0])?.tasks?.['b'] === null, OPTIONS);
    expect(lastRequest(streams[0])).toEqual({ tasks: { a: 'e1', b: null }, groups: { g: null } });
    await vi.waitUntil(() => second.onLive.mock.calls.length > 0, OPTIONS);
    expect(second.onLive).toHaveBeenLastCalledWith({ tasks: { b: null }, groups: { g: null } });
    streams[0]?.options.onEvent(event('b', 'e2'));
    await vi.waitUntil(() => second.onEvent.mock.calls.length > 0, OPTIONS);
    expect([first.onEvent.mock.calls, second.onEvent.mock.calls]).toEqual([[[event('b', 'e2')]], [[event('b', 'e2')]]]);
    expect(streams).toHaveLength(1);
  });

  it('make the next tab the leader when the leader closes', async () => {
    const { streams, openTab } = createTabs();
    const first = openTab({ tasks: { a: null } });
    await vi.waitUntil(() => streams.length === 1, OPTIONS);
    openTab({ tasks: { b: null } });
    const third = openTab({ tasks: { c: null } });
    await vi.waitUntil(() => third.onLive.mock.calls.length > 0, OPTIONS);
    first.close();
    await vi.waitUntil(() => Object.keys(lastRequest(streams[1])?.tasks ?? {}).length === 2, OPTIONS);
    expect(lastRequest(streams[1])).toEqual({ tasks: { b: null, c: null }, groups: {} });
    expect(streams[0]?.isClosed).toBe(true);
  });

  it('send a tab the missing state, without a new stream', async () => {
    const { streams, openTab } = createTabs();
    openTab({ tasks: { a: null } });
    await vi.waitUntil(() => streams.length === 1, OPTIONS);
    streams[0]?.options.onEvent(event('a', 'e2'));
    const count = streams[0]?.requests.length;
    const second = openTab({ tasks: { a: 'e1' } });
    await vi.waitUntil(() => second.onEvent.mock.calls.length > 0, OPTIONS);
    expect(second.onEvent).toHaveBeenCalledWith(event('a', 'e2'));
    expect(streams[0]?.requests).toHaveLength(count ?? -1);
  });

  it('request a snapshot of an id with different etags, and keep an id in one of the two lists', async () => {
    const { streams, openTab } = createTabs();
    openTab({ tasks: { a: 'e1', x: 'e1' } });
    await vi.waitUntil(() => streams.length === 1, OPTIONS);
    openTab({ tasks: { a: 'e2' }, groups: { x: null } });
    await vi.waitUntil(() => (streams[0]?.requests.length ?? 0) > 1, OPTIONS);
    expect(lastRequest(streams[0])).toEqual({ tasks: { a: null, x: 'e1' }, groups: {} });
  });

  it('are told that the stream is down or lost', async () => {
    const { streams, openTab } = createTabs();
    openTab({ tasks: { a: null } });
    await vi.waitUntil(() => streams.length === 1, OPTIONS);
    const second = openTab({ tasks: { a: null } });
    await vi.waitUntil(() => second.onLive.mock.calls.length > 0, OPTIONS);
    streams[0]?.options.onDown();
    streams[0]?.options.onLost();
    await vi.waitUntil(() => second.onLost.mock.calls.length > 0, OPTIONS);
    expect(second.onDown).toHaveBeenCalled();
  });

  it('share nothing with tabs of another name', async () => {
    const { streams, openTab } = createTabs();
    const other = createTabs();
    openTab({ tasks: { a: null } });
    other.openTab({ tasks: { a: null } });
    await vi.waitUntil(() => streams.length + other.streams.length === 2, OPTIONS);
  });
});
