import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Coalescer, createCoalescer, type StatusFetchers, type StatusKey } from './coalescer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A call of a fetcher, which the test settles. */
interface FetchCall {
  readonly ids: readonly string[];
  readonly signal: AbortSignal | undefined;
  /** Resolves the call: a single read with this status, or a batch with the status of each key. */
  respond(status?: string): void;
  fail(error: unknown): void;
  /** Resolves a batch as a server without a batch does. */
  reportNoBatch(): void;
}

interface ManualFetchers {
  readonly coalescer: Coalescer<string>;
  readonly singles: FetchCall[];
  readonly batches: FetchCall[];
}

const task = (id: string): StatusKey => ({ kind: 'task', id, url: `task/${id}` });
const group = (id: string): StatusKey => ({ kind: 'group', id, url: `group/${id}` });

/** Creates a coalescer with fetchers that the test settles. */
function createManual(statusOf: (key: StatusKey) => string = ({ id }) => id.toUpperCase()): ManualFetchers {
  const singles: FetchCall[] = [];
  const batches: FetchCall[] = [];
  const fetchOne: StatusFetchers<string>['fetchOne'] = ({ id }, { signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    signal?.addEventListener('abort', () => reject(signal.reason));
    singles.push({
      ids: [id],
      signal,
      respond: (status = id.toUpperCase()) => resolve(status),
      fail: reject,
      reportNoBatch: () => {},
    });
    return promise;
  };
  const fetchMany: StatusFetchers<string>['fetchMany'] = (keys, { signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<((key: StatusKey) => string) | undefined>();
    batches.push({
      ids: keys.map(({ kind, id }) => (kind === 'task' ? id : `group ${id}`)),
      signal,
      respond: () => resolve(statusOf),
      fail: reject,
      reportNoBatch: () => resolve(undefined),
    });
    return promise;
  };
  return {
    coalescer: createCoalescer({
      fetchOne,
      fetchMany,
      isIncomplete: (outcome) => outcome === 'incomplete',
      isOutage: (error) => error === 'outage',
    }),
    singles,
    batches,
  };
}

const idsOf = (calls: readonly FetchCall[]): (readonly string[])[] => calls.map(({ ids }) => ids);
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('concurrent reads, before a response has announced the batch', () => {
  it('wait for the first response, then run six at once', async () => {
    const { coalescer, singles } = createManual();
    const ids = Array.from({ length: 9 }, (_, index) => `t${index}`);
    const all = Promise.all(ids.map((id) => coalescer.read(task(id))));
    expect(idsOf(singles)).toEqual([['t0']]);
    singles[0]?.respond();
    await settle();
    expect(singles).toHaveLength(7);
    singles[3]?.respond();
    await settle();
    expect(singles).toHaveLength(8);
    for (let index = 1; index < 9; index += 1) {
      singles[index]?.respond();
      await settle();
    }
    expect(await all).toEqual(ids.map((id) => id.toUpperCase()));
  });

  it('are also sent after a failed first read', async () => {
    const { coalescer, singles } = createManual();
    const first = coalescer.read(task('a'));
    const second = coalescer.read(task('b'));
    singles[0]?.fail(new Error('down'));
    await expect(first).rejects.toThrow('down');
    expect(idsOf(singles)).toEqual([['a'], ['b']]);
    singles[1]?.respond();
    expect(await second).toBe('B');
  });

  it('share the request of the same id while it runs, and send a new one afterwards', async () => {
    const { coalescer, singles } = createManual();
    const both = Promise.all([coalescer.read(task('a')), coalescer.read(task('a'))]);
    singles[0]?.respond();
    expect(await both).toEqual(['A', 'A']);
    expect(singles).toHaveLength(1);
    const again = coalescer.read(task('a'));
    expect(singles).toHaveLength(2);
    singles[1]?.respond('new');
    expect(await again).toBe('new');
  });
});

describe('reads in an outage', () => {
  it('fail with the first read, and the next read is sent alone again', async () => {
    const { coalescer, singles } = createManual();
    const reads = Promise.allSettled(['a', 'b', 'c'].map((id) => coalescer.read(task(id))));
    singles[0]?.fail('outage');
    expect(await reads).toEqual(Array.from({ length: 3 }, () => ({ status: 'rejected', reason: 'outage' })));
    const later = Promise.all(['d', 'e'].map((id) => coalescer.read(task(id))));
    expect(idsOf(singles)).toEqual([['a'], ['d']]);
    singles[1]?.respond();
    await settle();
    expect(idsOf(singles)).toEqual([['a'], ['d'], ['e']]);
    singles[2]?.respond();
    expect(await later).toEqual(['D', 'E']);
  });

  it('also end the six concurrent reads of a server without a batch', async () => {
    const { coalescer, singles } = createManual();
    const first = coalescer.read(task('first'));
    singles[0]?.respond();
    await first;
    await settle();
    const reads = Promise.allSettled(Array.from({ length: 8 }, (_, index) => coalescer.read(task(`t${index}`))));
    expect(singles).toHaveLength(7);
    for (const single of singles.slice(1)) single.fail('outage');
    expect((await reads).every(({ status }) => status === 'rejected')).toBe(true);
    expect(singles).toHaveLength(7);
    const later = Promise.allSettled([coalescer.read(task('x')), coalescer.read(task('y'))]);
    expect(singles).toHaveLength(8);
    singles[7]?.fail(new Error('gone'));
    await settle();
    singles[8]?.respond();
    await later;
  });

  it('do not turn off the batch', async () => {
    const { coalescer, singles, batches } = createManual();
    coalescer.useBatch();
    const reads = Promise.allSettled([coalescer.read(task('a')), coalescer.read(task('b'))]);
    await vi.advanceTimersByTimeAsync(10);
    batches[0]?.fail('outage');
    await reads;
    void coalescer.read(task('c'));
    await vi.advanceTimersByTimeAsync(10);
    expect({ singles: singles.length, batches: idsOf(batches) }).toEqual({ singles: 0, batches: [['a', 'b'], ['c']] });
  });
});

describe('a read whose outcome is incomplete', () => {
  it.each(['incomplete', 'complete'])('is repeated by the first batch if it is: %s', async (outcome) => {
    const { coalescer, singles, batches } = createManual();
    const read = coalescer.read(task('a'));
    coalescer.useBatch();
    singles[0]?.respond(outcome);
    await vi.advanceTimersByTimeAsync(10);
    batches[0]?.respond();
    expect(await read).toBe(outcome === 'incomplete' ? 'A' : outcome);
    expect(batches).toHaveLength(outcome === 'incomplete' ? 1 : 0);
  });

  it.each(['fails', 'is refused'])('settles as before if the batch %s', async (how) => {
    const { coalescer, singles, batches } = createManual();
    const reads = Promise.allSettled([coalescer.read(task('a')), coalescer.read(task('b'))]);
    coalescer.useBatch();
    singles[0]?.fail('incomplete');
    await vi.advanceTimersByTimeAsync(10);
    if (how === 'fails') batches[0]?.fail(new Error('down'));
    else batches[0]?.reportNoBatch();
    await settle();
    singles[1]?.respond();
    expect((await reads)[0]).toEqual({ status: 'rejected', reason: 'incomplete' });
  });
});

describe('a batch that was refused', () => {
  it('is not tried again for five minutes', async () => {
    const { coalescer, singles, batches } = createManual();
    coalescer.useBatch();
    void coalescer.read(task('a'));
    await vi.advanceTimersByTimeAsync(10);
    batches[0]?.reportNoBatch();
    await settle();
    singles[0]?.respond();
    await vi.advanceTimersByTimeAsync(299_000);
    coalescer.useBatch();
    void coalescer.read(task('b'));
    await settle();
    expect({ singles: singles.length, batches: batches.length }).toEqual({ singles: 2, batches: 1 });
    singles[1]?.respond();
    await vi.advanceTimersByTimeAsync(1_000);
    coalescer.useBatch();
    void coalescer.read(task('c'));
    await vi.advanceTimersByTimeAsync(10);
    expect(batches).toHaveLength(2);
  });
});

describe('a request', () => {
  it.each([true, false])('is retried if one of its callers wants this: %s', async (retry) => {
    const retries: boolean[] = [];
    const coalescer = createCoalescer<string>({
      fetchOne: async (_key, options) => `${retries.push(options.retry)}`,
      fetchMany: async (_keys, options) => {
        retries.push(options.retry);
        return ({ id }) => id;
      },
      isIncomplete: () => false,
      isOutage: () => false,
    });
    await coalescer.read(task('a'), { retry });
    coalescer.useBatch();
    const batch = Promise.all([coalescer.read(task('b'), { retry: false }), coalescer.read(task('c'), { retry })]);
    await vi.advanceTimersByTimeAsync(10);
    await batch;
    expect(retries).toEqual([retry, retry]);
  });
});

describe('reads from a server with a batch', () => {
  it('collect for 10 ms into one request, from the first response on', async () => {
    const { coalescer, singles, batches } = createManual();
    const reads = ['a', 'b', 'c'].map((id) => coalescer.read(task(id)));
    coalescer.useBatch();
    singles[0]?.respond();
    await settle();
    expect(batches).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(9);
    reads.push(coalescer.read(task('d')), coalescer.read(group('g')));
    expect(batches).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(idsOf(batches)).toEqual([['b', 'c', 'd', 'group g']]);
    batches[0]?.respond();
    expect(await Promise.all(reads)).toEqual(['A', 'B', 'C', 'D', 'G']);
    expect(singles).toHaveLength(1);
  });

  it('collect again after each batch', async () => {
    const { coalescer, batches } = createManual();
    coalescer.useBatch();
    for (const id of ['a', 'b']) {
      const read = coalescer.read(task(id));
      await vi.advanceTimersByTimeAsync(10);
      batches.at(-1)?.respond();
      await read;
    }
    expect(idsOf(batches)).toEqual([['a'], ['b']]);
  });

  it('reject one read for the error of one id', async () => {
    const { coalescer, batches } = createManual(({ id }) => {
      if (id === 'b') throw new Error('forbidden');
      return id;
    });
    coalescer.useBatch();
    const reads = Promise.allSettled(['a', 'b', 'c'].map((id) => coalescer.read(task(id))));
    await vi.advanceTimersByTimeAsync(10);
    batches[0]?.respond();
    expect((await reads).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('all reject if the batch fails, and join the next batch when read again', async () => {
    const { coalescer, batches } = createManual();
    coalescer.useBatch();
    const reads = Promise.allSettled([coalescer.read(task('a')), coalescer.read(task('b'))]);
    await vi.advanceTimersByTimeAsync(10);
    batches[0]?.fail(new Error('down'));
    expect((await reads).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void coalescer.read(task('a'));
    await vi.advanceTimersByTimeAsync(10);
    expect(batches).toHaveLength(2);
  });

  it('are sent one by one if the server has no batch', async () => {
    const { coalescer, batches, singles } = createManual();
    coalescer.useBatch();
    const controller = new AbortController();
    const aborted = coalescer.read(task('aborted'), { signal: controller.signal });
    const reads = Promise.all([coalescer.read(task('a')), coalescer.read(task('b'))]);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort('left');
    await expect(aborted).rejects.toBe('left');
    batches[0]?.reportNoBatch();
    await settle();
    expect(idsOf(singles)).toEqual([['a'], ['b']]);
    for (const single of singles) single.respond();
    expect(await reads).toEqual(['A', 'B']);
    void coalescer.read(task('c'));
    await vi.advanceTimersByTimeAsync(10);
    expect(batches).toHaveLength(1);
  });

  it('of a task and a group with the same id go into two batches', async () => {
    const { coalescer, batches } = createManual();
    coalescer.useBatch();
    void coalescer.read(group('x'));
    void coalescer.read(task('x'));
    await vi.advanceTimersByTimeAsync(20);
    expect(idsOf(batches)).toEqual([['group x'], ['x']]);
  });

  it('of more than 1,000 ids go into two batches', async () => {
    const { coalescer, batches } = createManual();
    coalescer.useBatch();
    for (let index = 0; index < 1_500; index += 1) void coalescer.read(task(`t${index}`));
    await vi.advanceTimersByTimeAsync(20);
    expect(batches.map(({ ids }) => ids.length)).toEqual([1_000, 500]);
  });
});

describe('a caller whose signal aborts', () => {
  it('is rejected at once with the reason; the request is aborted with its last caller', async () => {
    const { coalescer, singles } = createManual();
    const controllers = { first: new AbortController(), second: new AbortController() };
    const first = coalescer.read(task('a'), { signal: controllers.first.signal });
    const second = coalescer.read(task('a'), { signal: controllers.second.signal });
    controllers.first.abort('left');
    await expect(first).rejects.toBe('left');
    expect(singles[0]?.signal?.aborted).toBe(false);
    controllers.second.abort('left too');
    await expect(second).rejects.toBe('left too');
    expect(singles[0]?.signal?.aborted).toBe(true);
    void coalescer.read(task('a'));
    await settle();
    expect(singles).toHaveLength(2);
  });

  it('does not abort the request of a caller without a signal', async () => {
    const { coalescer, singles } = createManual();
    const withoutSignal = coalescer.read(task('a'));
    const controller = new AbortController();
    const withSignal = coalescer.read(task('a'), { signal: controller.signal });
    controller.abort();
    await expect(withSignal).rejects.toThrow();
    expect(singles[0]?.signal).toBeUndefined();
    singles[0]?.respond();
    expect(await withoutSignal).toBe('A');
  });

  it('leaves a batch before it is sent; the last caller aborts a sent batch', async () => {
    const { coalescer, batches } = createManual();
    coalescer.useBatch();
    const abortRead = ['a', 'b', 'c'].map((id) => {
      const controller = new AbortController();
      const read = coalescer.read(task(id), { signal: controller.signal });
      return async (): Promise<void> => {
        controller.abort('left');
        await expect(read).rejects.toBe('left');
      };
    });
    await abortRead[0]?.();
    await vi.advanceTimersByTimeAsync(10);
    expect(idsOf(batches)).toEqual([['b', 'c']]);
    await abortRead[1]?.();
    expect(batches[0]?.signal?.aborted).toBe(false);
    await abortRead[2]?.();
    expect(batches[0]?.signal?.aborted).toBe(true);
  });

  it('prevents a batch without other reads', async () => {
    const { coalescer, batches } = createManual();
    coalescer.useBatch();
    const controller = new AbortController();
    const read = coalescer.read(task('a'), { signal: controller.signal });
    controller.abort('left');
    await expect(read).rejects.toBe('left');
    await vi.advanceTimersByTimeAsync(10);
    expect(batches).toHaveLength(0);
  });

  it('sends nothing if the signal has aborted before', async () => {
    const { coalescer, singles } = createManual();
    await expect(coalescer.read(task('a'), { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(singles).toHaveLength(0);
  });

  it('aborts nothing after the response', async () => {
    const { coalescer, singles } = createManual();
    const controller = new AbortController();
    const read = coalescer.read(task('a'), { signal: controller.signal });
    singles[0]?.respond();
    expect(await read).toBe('A');
    controller.abort();
    expect(singles[0]?.signal?.aborted).toBe(false);
  });
});
