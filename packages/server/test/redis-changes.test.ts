import { type OwnRedis, ownRedisOrSkip } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedStore, openStore, type WatchedIds } from '../src/index.ts';
import { keysOf } from '../src/stores/redis/keys.ts';
import { parseRedisUrl } from '../src/stores/redis/parse-redis-url.ts';
import { createRedisChanges, type RedisChanges, type RedisChangesOptions } from '../src/stores/redis/watch-changes.ts';
import { connectTestRedis, setAndPublish, type TestRedis, taskMeta } from './stores/redis-writer.ts';

const own = await ownRedisOrSkip();

describe.skipIf(own === undefined)('changes in Redis', () => {
  if (own !== undefined) hold(own);
});

const TASKS = 5_000;
const WAIT = { timeout: 60_000, interval: 20 };

function hold(own: OwnRedis): void {
  let redis: TestRedis;
  let changes: RedisChanges;

  beforeAll(async () => {
    redis = await connectTestRedis(own.url);
  });
  afterEach(() => changes?.close());
  afterAll(async () => {
    redis.destroy();
    await own.stop();
  });

  const create = (options: Partial<RedisChangesOptions> = {}): RedisChanges => {
    const location = parseRedisUrl(own.url);
    return createRedisChanges({ location, keys: keysOf(), timeout: 1_000, ...options });
  };
  const write = (id: string): Promise<void> => setAndPublish(redis, `celery-task-meta-${id}`, taskMeta(id));
  const tasks = (...ids: readonly string[]): WatchedIds => ({ tasks: new Set(ids), groups: new Set() });
  const channels = async (): Promise<number> => (await redis.pubSubChannels('celery-task*')).length;

  /** Counts the reports of each id. */
  function count(ids: WatchedIds, from: RedisChanges): { readonly counts: Map<string, number>; close(): void } {
    const counts = new Map<string, number>();
    const watch = from.watch((changed) => {
      for (const id of [...changed.tasks, ...changed.groups]) counts.set(id, (counts.get(id) ?? 0) + 1);
    });
    watch.set(ids);
    return { counts, close: () => watch.close() };
  }

  it('are reported once for the new watch, and once for each write', async () => {
    changes = create();
    const { counts } = count(tasks('a', 'b'), changes);
    await expect
      .poll(() => [...counts], WAIT)
      .toEqual([
        ['a', 1],
        ['b', 1],
      ]);
    await write('a');
    await expect.poll(() => counts.get('a'), WAIT).toBe(2);
    expect(counts.get('b')).toBe(1);
  });

  it('are reported for an id that the caller adds to its set', async () => {
    changes = create();
    const ids = new Set(['a']);
    const reported: string[] = [];
    const watch = changes.watch((changed) => reported.push(...changed.tasks));
    for (const id of ['a', 'b']) {
      ids.add(id);
      watch.set({ tasks: ids, groups: new Set() });
      await expect.poll(() => reported, WAIT).toContain(id);
    }
    await write('b');
    await expect.poll(() => reported, WAIT).toEqual(['a', 'b', 'b']);
    ids.delete('b');
    watch.set({ tasks: ids, groups: new Set() });
    await expect.poll(channels, WAIT).toBe(1);
  });

  it('need one channel for each key, whoever watches it, and none after the last watch', async () => {
    changes = create();
    const first = count(tasks('a', 'b'), changes);
    const second = count(tasks('b', 'c'), changes);
    await expect.poll(() => second.counts.size + first.counts.size, WAIT).toBe(4);
    expect(await channels()).toBe(3);
    first.close();
    await expect.poll(channels, WAIT).toBe(2);
    await write('b');
    await expect.poll(() => second.counts.get('b'), WAIT).toBe(2);
    expect(first.counts.get('b')).toBe(1);
    second.close();
    await expect.poll(channels, WAIT).toBe(0);
  });

  it('are found by polling where there are more keys than channels', async () => {
    changes = create({ maxChannels: 2, backstop: 100_000 });
    const { counts } = count(tasks('a', 'b', 'c', 'd'), changes);
    await expect.poll(() => Math.min(counts.get('c') ?? 0, counts.get('d') ?? 0), WAIT).toBeGreaterThan(2);
    expect(await channels()).toBe(2);
    expect(counts.get('a')).toBe(1);
  });

  it('are found by polling where the user may not subscribe', async () => {
    await redis.sendCommand(['ACL', 'SETUSER', 'mute', 'on', '>secret', '~*', '+@all', 'resetchannels']);
    const warnings: string[] = [];
    const location = parseRedisUrl(own.url.replace('redis://', 'redis://mute:secret@'));
    changes = create({ location, backstop: 100_000, warn: (message) => warnings.push(message) });
    const { counts } = count(tasks('a'), changes);
    await expect.poll(() => counts.get('a') ?? 0, WAIT).toBeGreaterThan(2);
    expect(warnings).toEqual([expect.stringContaining('does not let this user subscribe')]);
  });

  it('are reported after a deletion with the next backstop', async () => {
    await write('a');
    changes = create({ backstop: 300 });
    const { counts } = count(tasks('a'), changes);
    await expect.poll(() => counts.get('a'), WAIT).toBe(1);
    await redis.flushAll();
    await expect.poll(() => counts.get('a'), WAIT).toBeGreaterThan(1);
  });

  it('reach every reader, while Redis is restarted, flushed, frozen, and cuts its subscribers off', async () => {
    const store = await openStore(own.url, { timeout: 1_000, pollInterval: 5_000 });
    const ids = Array.from({ length: TASKS }, (_, index) => `lossless-${index}`);
    const reader = readUntilFinal(store, ids);
    await expect.poll(channels, WAIT).toBe(TASKS);
    let at = 0;
    const writeSome = async (): Promise<void> => {
      const end = at + TASKS / 5;
      for (; at < end; at += 1) await write(ids[at] ?? '');
    };
    const allAreRead = (): Promise<void> => expect.poll(() => reader.final.size, WAIT).toBe(at);
    const cutOff = (): Promise<unknown> => redis.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
    const writing = writeSome();
    expect(await cutOff()).toBeGreaterThan(0);
    await writing;
    await allAreRead();
    const thaw = own.freeze();
    const frozen = writeSome();
    await expect.poll(() => reader.failures, WAIT).toBeGreaterThan(0);
    thaw();
    await frozen;
    await cutOff();
    await allAreRead();
    await redis.flushAll();
    await writeSome();
    await allAreRead();
    redis.destroy();
    await own.stop();
    await own.start();
    redis = await connectTestRedis(own.url);
    await Promise.all([writeSome(), cutOff()]);
    await writeSome();
    await allAreRead();
    expect(at).toBe(TASKS);
    reader.close();
    await store.close();
  }, 240_000);
}

/** Reads what a watch reports, as a page with live tasks does: a read that fails is tried again. */
function readUntilFinal(store: OpenedStore, ids: readonly string[]) {
  const state = { final: new Set<string>(), failures: 0 };
  const waiting = new Set<string>();
  let isReading = false;
  const read = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    while (waiting.size > 0) {
      const chunk = [...waiting].slice(0, 1_000);
      for (const id of chunk) waiting.delete(id);
      try {
        for (const [id, record] of await store.results.tasks(chunk))
          if (record.status === '"SUCCESS"') state.final.add(id);
      } catch {
        state.failures += 1;
        for (const id of chunk) waiting.add(id);
      }
    }
    isReading = false;
  };
  const watch = store.changes.watch(({ tasks }) => {
    for (const id of tasks) waiting.add(id);
    void read();
  });
  watch.set({ tasks: new Set(ids), groups: new Set() });
  return Object.assign(state, {
    close: () => {
      waiting.clear();
      watch.close();
    },
  });
}
