import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gather } from './gather.ts';

interface Query {
  readonly ids: readonly string[];
  answer(): void;
  fail(error: Error): void;
}

/** A gathered read whose queries are answered by hand: every id has a row but those that begin with "no". */
function scripted() {
  const queries: Query[] = [];
  const read = gather<string>((ids) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    const rows = ids.filter((id) => !id.startsWith('no')).map((id) => [id, `row of ${id}`] as const);
    queries.push({ ids, answer: () => resolve(new Map(rows)), fail: reject });
    return promise;
  });
  return { read, queries };
}

describe('questions of one moment', () => {
  it('are one query, in which an id stands once', async () => {
    const { read, queries } = scripted();
    const all = Promise.all([read(['a']), read(['b', 'a']), read(['nobody'])]);
    expect(queries).toHaveLength(0);
    await turn();
    expect(queries.map(({ ids }) => ids)).toEqual([['a', 'b', 'nobody']]);
    queries[0]?.answer();
    const [first, second, third] = await all;
    expect([first?.get('a'), second?.get('b'), third?.get('nobody')]).toEqual(['row of a', 'row of b', undefined]);
  });

  it('go out at once while less than two queries are under way, and together with the next one otherwise', async () => {
    const { read, queries } = scripted();
    for (const id of ['a', 'b', 'c', 'd']) {
      void read([id]);
      await turn();
    }
    expect(queries.map(({ ids }) => ids)).toEqual([['a'], ['b']]);
    queries[1]?.answer();
    await turn();
    await turn();
    expect(queries.map(({ ids }) => ids)).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  it('are several queries when they have more than 500 ids together', async () => {
    const { read, queries } = scripted();
    for (let group = 0; group < 12; group += 1)
      void read(Array.from({ length: 90 }, (_, index) => `${group}-${index}`));
    await turn();
    await turn();
    expect(queries.map(({ ids }) => ids.length)).toEqual([450, 450]);
    queries[0]?.answer();
    await turn();
    await turn();
    expect(queries[2]?.ids).toHaveLength(180);
  });

  it('do not wait for a large one, which goes alone', () => {
    const { read, queries } = scripted();
    void read(Array.from({ length: 101 }, (_, index) => `t-${index}`));
    expect(queries).toHaveLength(1);
  });

  it('all fail with their query, and the next ones do not', async () => {
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
