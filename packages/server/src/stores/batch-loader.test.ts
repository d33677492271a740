import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBatchLoader } from './batch-loader.ts';

interface Query {
  readonly ids: readonly string[];
  answer(): void;
  fail(error: Error): void;
}

/** Creates a loader whose queries the test answers. Every id has a row, except ids that begin with "no". */
function scripted() {
  const queries: Query[] = [];
  const read = createBatchLoader<string>((ids) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    const rows = ids.filter((id) => !id.startsWith('no')).map((id) => [id, `row of ${id}`] as const);
    queries.push({ ids, answer: () => resolve(new Map(rows)), fail: reject });
    return promise;
  });
  return { read, queries };
}

describe('lookups of one moment', () => {
  it('share one query, which contains each id once', async () => {
    const { read, queries } = scripted();
    const all = Promise.all([read(['a']), read(['b', 'a']), read(['nobody'])]);
    expect(queries).toHaveLength(0);
    await turn();
    expect(queries.map(({ ids }) => ids)).toEqual([['a', 'b', 'nobody']]);
    queries[0]?.answer();
    const [first, second, third] = await all;
    expect([first?.get('a'), second?.get('b'), third?.get('nobody')]).toEqual(['row of a', 'row of b', undefined]);
  });

  it('are sent at once while fewer than three queries run, and otherwise with the next query', async () => {
    const { read, queries } = scripted();
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      void read([id]);
      await turn();
    }
    expect(queries.map(({ ids }) => ids)).toEqual([['a'], ['b'], ['c']]);
    queries[1]?.answer();
    await turn();
    await turn();
    expect(queries.map(({ ids }) => ids)).toEqual([['a'], ['b'], ['c'], ['d', 'e']]);
  });

  it('are sent in the same turn of the event loop as soon as there are 24', () => {
    const { read, queries } = scripted();
    for (let index = 0; index < 50; index += 1) void read([`t-${index}`]);
    expect(queries.map(({ ids }) => ids.length)).toEqual([24, 24]);
  });

  it('are split into several queries if they have more than 500 ids together', async () => {
    const { read, queries } = scripted();
    for (let group = 0; group < 12; group += 1)
      void read(Array.from({ length: 90 }, (_, index) => `${group}-${index}`));
    expect(queries.map(({ ids }) => ids.length)).toEqual([90, 90, 90]);
    for (const query of queries.slice(0, 2)) query.answer();
    await turn();
    await turn();
    expect(queries.map(({ ids }) => ids.length)).toEqual([90, 90, 90, 450, 360]);
  });

  it('with more than 100 ids are sent at once, as a separate query', () => {
    const { read, queries } = scripted();
    void read(Array.from({ length: 101 }, (_, index) => `t-${index}`));
    expect(queries).toHaveLength(1);
  });

  it('all fail with their query, and the next lookups succeed', async () => {
    const { read, queries } = scripted();
    const failing = Promise.allSettled([read(['a']), read(['b'])]);
    await turn();
    queries[0]?.fail(new Error('gone'));
    expect((await failing).map((one) => one.status === 'rejected' && one.reason.message)).toEqual(['gone', 'gone']);
    const next = read(['c']);
    await turn();
    queries[1]?.answer();
    expect((await next).get('c')).toBe('row of c');
  });
});

describe('lookups under load', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  let asked = 0;

  /** Looks up new ids, and then answers all queries that run. */
  async function ask({ read, queries }: ReturnType<typeof scripted>, count: number): Promise<void> {
    for (const last = asked + count; asked < last; asked += 1) void read([`t-${asked}`]);
    await vi.advanceTimersByTimeAsync(0);
    for (const query of queries) query.answer();
    await vi.advanceTimersByTimeAsync(0);
  }

  it('share a query every two milliseconds', async () => {
    const script = scripted();
    await ask(script, 10);
    expect(script.queries).toHaveLength(1);
    await ask(script, 3);
    await vi.advanceTimersByTimeAsync(1);
    await ask(script, 4);
    expect(script.queries).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(script.queries.map(({ ids }) => ids.length)).toEqual([10, 7]);
  });

  it('are sent as soon as there are as many as in the last query', async () => {
    const script = scripted();
    await ask(script, 10);
    await ask(script, 10);
    await ask(script, 10);
    expect(script.queries.map(({ ids }) => ids.length)).toEqual([10, 10, 10]);
  });

  it('are sent at once when the last query was two milliseconds ago', async () => {
    const script = scripted();
    await ask(script, 10);
    await vi.advanceTimersByTimeAsync(2);
    await ask(script, 1);
    expect(script.queries.map(({ ids }) => ids.length)).toEqual([10, 1]);
  });

  it('are sent at once while there are few', async () => {
    const script = scripted();
    for (const count of [3, 1, 2]) await ask(script, count);
    expect(script.queries.map(({ ids }) => ids.length)).toEqual([3, 1, 2]);
  });
});
