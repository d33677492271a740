import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Coalescer, createCoalescer, type Reads, type Subject } from './coalescer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Asked {
  readonly ids: readonly string[];
  readonly signal: AbortSignal | undefined;
  answer(result?: string): void;
  fail(error: unknown): void;
  hasNoBatch(): void;
}

interface Scripted {
  readonly coalescer: Coalescer<string>;
  readonly singles: Asked[];
  readonly batches: Asked[];
}

const task = (id: string): Subject => ({ kind: 'task', id, url: `task/${id}` });
const group = (id: string): Subject => ({ kind: 'group', id, url: `group/${id}` });

/** A coalescer over reads that are answered by hand. */
function scripted(answerOf: (subject: Subject) => string = ({ id }) => id.toUpperCase()): Scripted {
  const singles: Asked[] = [];
  const batches: Asked[] = [];
  const one: Reads<string>['one'] = ({ id }, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    signal?.addEventListener('abort', () => reject(signal.reason));
    singles.push({
      ...{ ids: [id], signal, fail: reject, hasNoBatch: () => {} },
      answer: (result = id.toUpperCase()) => resolve(result),
    });
    return promise;
  };
  const many: Reads<string>['many'] = (subjects, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Reads<string>['many']>>>();
    batches.push({
      ...{ ids: subjects.map(({ kind, id }) => (kind === 'task' ? id : `group ${id}`)), signal, fail: reject },
      answer: () => resolve(answerOf),
      hasNoBatch: () => resolve(undefined),
    });
    return promise;
  };
  return { coalescer: createCoalescer({ one, many }), singles, batches };
}

const idsOf = (asked: readonly Asked[]): (readonly string[])[] => asked.map(({ ids }) => ids);
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('reads of the same moment, where nobody knows of a batch', () => {
  it('wait for the first answer, then go out six at a time', async () => {
    const { coalescer, singles } = scripted();
    const ids = Array.from({ length: 9 }, (_, index) => `t${index}`);
    const all = Promise.all(ids.map((id) => coalescer.read(task(id))));
    expect(idsOf(singles)).toEqual([['t0']]);
    singles[0]?.answer();
    await settle();
    expect(singles).toHaveLength(7);
    singles[3]?.answer();
    await settle();
    expect(singles).toHaveLength(8);
    for (let at = 1; at < 9; at += 1) {
      singles[at]?.answer();
      await settle();
    }
    expect(await all).toEqual(ids.map((id) => id.toUpperCase()));
  });

  it('go out after a first one that failed, too', async () => {
    const { coalescer, singles } = scripted();
    const first = coalescer.read(task('a'));
    const second = coalescer.read(task('b'));
    singles[0]?.fail(new Error('down'));
    await expect(first).rejects.toThrow('down');
    expect(idsOf(singles)).toEqual([['a'], ['b']]);
    singles[1]?.answer();
    expect(await second).toBe('B');
  });

  it('share a request for the same id while it is under way, and ask anew afterwards', async () => {
    const { coalescer, singles } = scripted();
    const both = Promise.all([coalescer.read(task('a')), coalescer.read(task('a'))]);
    singles[0]?.answer();
    expect(await both).toEqual(['A', 'A']);
    expect(singles).toHaveLength(1);
    const again = coalescer.read(task('a'));
    expect(singles).toHaveLength(2);
    singles[1]?.answer('new');
    expect(await again).toBe('new');
  });
});

describe('reads of a server with a batch', () => {
  it('gather for 10 ms into one request, from the first answer on', async () => {
    const { coalescer, singles, batches } = scripted();
    const reads = ['a', 'b', 'c'].map((id) => coalescer.read(task(id)));
    coalescer.useBatch();
    singles[0]?.answer();
    await settle();
    expect(batches).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(9);
    reads.push(coalescer.read(task('d')), coalescer.read(group('g')));
    expect(batches).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(idsOf(batches)).toEqual([['b', 'c', 'd', 'group g']]);
    batches[0]?.answer();
    expect(await Promise.all(reads)).toEqual(['A', 'B', 'C', 'D', 'G']);
    expect(singles).toHaveLength(1);
  });

  it('gather again after each batch', async () => {
    const { coalescer, batches } = scripted();
    coalescer.useBatch();
    for (const id of ['a', 'b']) {
      const read = coalescer.read(task(id));
      await vi.advanceTimersByTimeAsync(10);
      batches.at(-1)?.answer();
      await read;
    }
    expect(idsOf(batches)).toEqual([['a'], ['b']]);
  });

  it('reject one by one for what is the matter with one', async () => {
    const { coalescer, batches } = scripted(({ id }) => {
      if (id === 'b') throw new Error('forbidden');
      return id;
    });
    coalescer.useBatch();
    const reads = Promise.allSettled(['a', 'b', 'c'].map((id) => coalescer.read(task(id))));
    await vi.advanceTimersByTimeAsync(10);
    batches[0]?.answer();
    expect((await reads).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('all reject when the batch cannot be read, and are asked again by the next', async () => {
    const { coalescer, batches } = scripted();
    coalescer.useBatch();
    const reads = Promise.allSettled([coalescer.read(task('a')), coalescer.read(task('b'))]);
    await vi.advanceTimersByTimeAsync(10);
    batches[0]?.fail(new Error('down'));
    expect((await reads).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void coalescer.read(task('a'));
    await vi.advanceTimersByTimeAsync(10);
    expect(batches).toHaveLength(2);
  });

  it('go out one by one when there is no batch after all', async () => {
    const { coalescer, batches, singles } = scripted();
    coalescer.useBatch();
    const left = new AbortController();
    const gone = coalescer.read(task('gone'), left.signal);
    const reads = Promise.all([coalescer.read(task('a')), coalescer.read(task('b'))]);
    await vi.advanceTimersByTimeAsync(10);
    left.abort('left');
    await expect(gone).rejects.toBe('left');
    batches[0]?.hasNoBatch();
    await settle();
    expect(idsOf(singles)).toEqual([['a'], ['b']]);
    for (const single of singles) single.answer();
    expect(await reads).toEqual(['A', 'B']);
    void coalescer.read(task('c'));
    await vi.advanceTimersByTimeAsync(10);
    expect(batches).toHaveLength(1);
  });

  it('put an id that is asked as a task and as a group into two batches, and 1,000 ids into one at most', async () => {
    const { coalescer, batches } = scripted();
    coalescer.useBatch();
    void coalescer.read(group('t0'));
    for (let index = 0; index < 1_500; index += 1) void coalescer.read(task(`t${index}`));
    await vi.advanceTimersByTimeAsync(20);
    expect(batches.map(({ ids }) => ids.length)).toEqual([1_000, 501]);
    expect(batches[0]?.ids).toContain('group t0');
    expect(batches[0]?.ids).not.toContain('t0');
  });
});

describe('a caller who leaves', () => {
  it('is rejected at once with the reason, and a request that nobody waits for is aborted', async () => {
    const { coalescer, singles } = scripted();
    const [one, other] = [new AbortController(), new AbortController()];
    const first = coalescer.read(task('a'), one.signal);
    const second = coalescer.read(task('a'), other.signal);
    one.abort('left');
    await expect(first).rejects.toBe('left');
    expect(singles[0]?.signal?.aborted).toBe(false);
    other.abort('left too');
    await expect(second).rejects.toBe('left too');
    expect(singles[0]?.signal?.aborted).toBe(true);
    void coalescer.read(task('a'));
    await settle();
    expect(singles).toHaveLength(2);
  });

  it('does not end a request that somebody without a signal waits for', async () => {
    const { coalescer, singles } = scripted();
    const staying = coalescer.read(task('a'));
    const leaving = new AbortController();
    const left = coalescer.read(task('a'), leaving.signal);
    leaving.abort();
    await expect(left).rejects.toThrow();
    expect(singles[0]?.signal).toBeUndefined();
    singles[0]?.answer();
    expect(await staying).toBe('A');
  });

  it('takes the id out of a batch that gathers, and aborts one under way only as the last', async () => {
    const { coalescer, batches } = scripted();
    coalescer.useBatch();
    const leave = ['a', 'b', 'c'].map((id) => {
      const controller = new AbortController();
      const read = coalescer.read(task(id), controller.signal);
      return async (): Promise<void> => {
        controller.abort('left');
        await expect(read).rejects.toBe('left');
      };
    });
    await leave[0]?.();
    await vi.advanceTimersByTimeAsync(10);
    expect(idsOf(batches)).toEqual([['b', 'c']]);
    await leave[1]?.();
    expect(batches[0]?.signal?.aborted).toBe(false);
    await leave[2]?.();
    expect(batches[0]?.signal?.aborted).toBe(true);
  });

  it('leaves no batch behind when nobody is left to ask for', async () => {
    const { coalescer, batches } = scripted();
    coalescer.useBatch();
    const controller = new AbortController();
    const read = coalescer.read(task('a'), controller.signal);
    controller.abort('left');
    await expect(read).rejects.toBe('left');
    await vi.advanceTimersByTimeAsync(10);
    expect(batches).toHaveLength(0);
  });

  it('before anything is sent sends nothing', async () => {
    const { coalescer, singles } = scripted();
    await expect(coalescer.read(task('a'), AbortSignal.abort('no'))).rejects.toBe('no');
    expect(singles).toHaveLength(0);
  });

  it('is not counted again once there is an answer', async () => {
    const { coalescer, singles } = scripted();
    const controller = new AbortController();
    const read = coalescer.read(task('a'), controller.signal);
    singles[0]?.answer();
    expect(await read).toBe('A');
    controller.abort();
    expect(singles[0]?.signal?.aborted).toBe(false);
  });
});
