import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangeSignal, SignalListener } from './change-signal.ts';
import type { FoundBy, WatchedIds } from './change-source.ts';
import { type ChangePollerOptions, createChangePoller } from './poll-changes.ts';
import type { ResultStore } from './store.ts';

/** Tests the poller with a storage in memory and fake timers. */

let versions: Map<string, string>;
let groups: Map<string, readonly string[]>;
let reads: string[][];
let isAway: boolean;
/** Milliseconds that a read takes. */
let readMs: number;
let reported: { readonly at: number; readonly ids: readonly string[]; readonly foundBy: FoundBy }[];
let stop: () => void;

const results: ResultStore = {
  tasks: async () => new Map(),
  groups: async (ids) => {
    const member = (id: string) => ({ kind: 'task', id, idText: `"${id}"` }) as const;
    return new Map(
      ids.flatMap((id) => {
        const members = groups.get(id);
        return members ? [[id, { kind: 'group', members: members.map(member) }] as const] : [];
      }),
    );
  },
  versions: async (ids) => {
    reads.push([...ids]);
    if (readMs > 0) await new Promise((resolve) => setTimeout(resolve, readMs));
    if (isAway) throw new Error('away');
    return new Map(ids.flatMap((id) => [versions.get(id)].flatMap((version) => (version ? [[id, version]] : []))));
  },
};

const idsOf = (tasks: readonly string[], more: Partial<WatchedIds> = {}): WatchedIds => ({
  tasks: new Set(tasks),
  groups: new Set(),
  ...more,
});

function watch(ids: WatchedIds, options: ChangePollerOptions = {}): { set(ids: WatchedIds): void } {
  const poller = createChangePoller(results, options);
  const watching = poller.watch((changed, foundBy = 'change') =>
    reported.push({ at: performance.now(), ids: [...changed.tasks, ...changed.groups], foundBy }),
  );
  watching.set(ids);
  stop = () => poller.close();
  return watching;
}

const idsReported = (): readonly string[] => reported.flatMap(({ ids }) => ids);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  versions = new Map([['a', '1']]);
  [groups, reads, reported, isAway, readMs] = [new Map(), [], [], false, 0];
});
afterEach(async () => {
  stop();
  // lets a running read end
  await vi.advanceTimersByTimeAsync(readMs);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('the poller', () => {
  it('reads and reports a new id at once, and then only what has changed', async () => {
    const watching = watch(idsOf(['a', 'unknown']));
    await vi.advanceTimersByTimeAsync(1);
    expect([idsReported(), reads]).toEqual([['a', 'unknown'], [['a', 'unknown']]]);
    watching.set(idsOf(['a', 'unknown', 'b']));
    await vi.advanceTimersByTimeAsync(1);
    expect([idsReported(), reads.at(-1)]).toEqual([['a', 'unknown', 'b'], ['b']]);
    versions.set('a', '2');
    versions.set('b', '1');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(idsReported().slice(3)).toEqual(['a', 'b']);
    versions.delete('a');
    watching.set(idsOf(['a']));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([idsReported().slice(5), reads.at(-1)]).toEqual([['a'], ['a']]);
  });

  it('reads an id with many watches once per interval, and reads nothing without ids', async () => {
    const ids = Array.from({ length: 200 }, (_, at) => `t${at}`);
    const watching = watch(idsOf(ids));
    await vi.advanceTimersByTimeAsync(10_500);
    expect(reads).toHaveLength(1 + 10);
    watching.set(idsOf([]));
    reads.length = 0;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reads).toEqual([]);
  });

  it('spreads chunks of 500 ids over the interval', async () => {
    const ids = Array.from({ length: 2_000 }, (_, at) => `t${at}`);
    watch(idsOf(ids));
    await vi.advanceTimersByTimeAsync(1_001);
    expect(reads.map(({ length }) => length)).toEqual([500, 500, 500, 500, 500]);
    const at: number[] = [];
    for (let ms = 0; ms < 1_000; ms += 50) {
      const before = reads.length;
      await vi.advanceTimersByTimeAsync(50);
      if (reads.length > before) at.push(ms);
    }
    expect([reads.length, at]).toEqual([9, [200, 450, 700, 950]]);
  });

  it('reads an unchanged id every fifth time, then every thirtieth time', async () => {
    watch(idsOf(['a']));
    const readsIn = async (seconds: number): Promise<number> => {
      reads.length = 0;
      await vi.advanceTimersByTimeAsync(seconds * 1_000);
      return reads.length;
    };
    expect(await readsIn(60)).toBeGreaterThan(55);
    expect(await readsIn(500)).toBeLessThan(110);
    expect(await readsIn(300)).toBeLessThan(30);
    expect(await readsIn(300)).toBe(10);
    versions.set('a', '2');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(idsReported()).toEqual(['a', 'a']);
    expect(await readsIn(30)).toBeGreaterThan(25);
  });

  it('reads a final task every fifth time, then every thirtieth time', async () => {
    watch(idsOf(['a'], { final: new Set(['a']) }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reads.length).toBeLessThanOrEqual(1 + 12);
    reads.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reads).toHaveLength(2);
  });

  it('spends at most a fifth of the time on reads', async () => {
    readMs = 500;
    watch(idsOf(['a']));
    await vi.advanceTimersByTimeAsync(26_000);
    expect(reads.length).toBeLessThanOrEqual(2 + 25 / 2.5);
  });

  it('reports everything after a read that failed', async () => {
    versions.set('b', '1');
    watch(idsOf(['a', 'b']));
    await vi.advanceTimersByTimeAsync(1_500);
    isAway = true;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reported).toHaveLength(1);
    isAway = false;
    await vi.advanceTimersByTimeAsync(1_001);
    expect(idsReported().slice(2)).toEqual(['a', 'b']);
  });

  it('reports an id without a version periodically', async () => {
    watch(idsOf(['none']), { backstopReads: 3 });
    await vi.advanceTimersByTimeAsync(7_000);
    expect(reported.map(({ foundBy }) => foundBy)).toEqual(['change', 'backstop', 'backstop']);
  });

  it('reports a group that is stored, and then rarely reads it', async () => {
    watch({ tasks: new Set(), groups: new Set(['g']) });
    await vi.advanceTimersByTimeAsync(2_000);
    groups.set('g', ['a']);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(idsReported()).toEqual(['g', 'g']);
    groups.set('g', ['a', 'b']);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(idsReported()).toEqual(['g', 'g', 'g']);
  });

  it('reads nothing while the storage reports that nothing has changed', async () => {
    let mayHaveChanged = false;
    const asked: boolean[] = [];
    const check = async (): Promise<boolean> => {
      asked.push(mayHaveChanged);
      return mayHaveChanged;
    };
    watch(idsOf(['a'], { final: new Set(['a']) }), { mayHaveChanged: check });
    await vi.advanceTimersByTimeAsync(100_500);
    expect([reads.length, asked.length]).toEqual([1, 100]);
    mayHaveChanged = true;
    versions.set('a', '2');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(idsReported()).toEqual(['a', 'a']);
  });
});

describe('the poller with a signal', () => {
  let listener: SignalListener;
  const signal: ChangeSignal = {
    start: (given) => {
      listener = given;
    },
    close: () => {},
  };

  it('reads all ids once when the signal begins, and then only ids that the signal reports', async () => {
    versions.set('b', '1');
    watch(idsOf(['a', 'b']), { signal });
    await vi.advanceTimersByTimeAsync(1);
    listener.connected();
    await vi.advanceTimersByTimeAsync(1);
    expect(idsReported()).toEqual(['a', 'b', 'a', 'b']);
    versions.set('b', '2');
    listener.changed(['b', 'unwatched']);
    await vi.advanceTimersByTimeAsync(1);
    expect([idsReported().slice(4), reads.at(-1)]).toEqual([['b'], ['b']]);
  });

  it('repeats a read within a second, to find a change that a replica shows later', async () => {
    watch(idsOf(['a']), { signal });
    listener.connected();
    await vi.advanceTimersByTimeAsync(1);
    reported.length = 0;
    listener.changed(['a']);
    await vi.advanceTimersByTimeAsync(300);
    expect(reported).toEqual([]);
    versions.set('a', '2');
    await vi.advanceTimersByTimeAsync(200);
    expect(idsReported()).toEqual(['a']);
    reads.length = 0;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(reads.length).toBeLessThanOrEqual(1);
  });

  it('finds an unreported change within 30 reads, as a backstop', async () => {
    watch(idsOf(['a']), { signal });
    listener.connected();
    await vi.advanceTimersByTimeAsync(1);
    [reads.length, reported.length] = [0, 0];
    versions.set('a', '2');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(reported).toMatchObject([{ ids: ['a'], foundBy: 'backstop' }]);
    expect(reads).toHaveLength(1);
  });

  it('polls while the signal is not connected', async () => {
    watch(idsOf(['a']), { signal });
    listener.connected();
    await vi.advanceTimersByTimeAsync(1);
    listener.disconnected();
    reported.length = 0;
    versions.set('a', '2');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(reported).toMatchObject([{ ids: ['a'], foundBy: 'change' }]);
  });
});
