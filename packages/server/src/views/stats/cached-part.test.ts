import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCachedPart } from './cached-part.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Creates a part whose reads take this number of milliseconds. */
function partOf(milliseconds: number) {
  const read = vi.fn(() => new Promise<string>((resolve) => setTimeout(() => resolve('read'), milliseconds)));
  return { read, part: createCachedPart(read) };
}

describe('a cached part', () => {
  it('is read once for callers at the same time, and again after ten seconds', async () => {
    const { read, part } = partOf(5);
    const all = Promise.all([part(), part()]);
    await vi.advanceTimersByTimeAsync(5);
    expect(await all).toEqual([{ value: 'read' }, { value: 'read' }]);
    await vi.advanceTimersByTimeAsync(9_000);
    void part();
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_001);
    void part();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('is kept forty times as long as its read took', async () => {
    const { read, part } = partOf(1_000);
    void part();
    await vi.advanceTimersByTimeAsync(1_000 + 39_000);
    void part();
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_001);
    void part();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('remembers an error, so that a slow read is not repeated at once', async () => {
    const error = new Error('too slow');
    const read = vi.fn(() => Promise.reject(error));
    const part = createCachedPart(read);
    expect(await part()).toEqual({ error });
    expect(await part()).toEqual({ error });
    expect(read).toHaveBeenCalledTimes(1);
  });
});
