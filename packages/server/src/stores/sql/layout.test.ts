import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../problems/errors.ts';
import { createLayout, type Layout } from './layout.ts';

/** Simulates a database: a read succeeds if it has the number of the last change. */
describe('createLayout', () => {
  let version: number;
  let fault: StoreUnavailable | undefined;
  let looks: number;
  let questions: number;
  let layout: Layout<number>;
  const changed = new StoreUnavailable('changed', { failure: 'schema' });

  beforeEach(() => {
    vi.useFakeTimers();
    [version, fault, looks, questions] = [1, undefined, 0, 0];
    layout = createLayout(1, {
      look: async () => {
        looks += 1;
        if (fault) throw fault;
        return version;
      },
      isComplete: (found) => found >= 10,
      hasGrown: async (found) => {
        questions += 1;
        return version > found;
      },
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const read = (): Promise<string> =>
    layout.use(async (found) => {
      if (fault || found !== version) throw fault ?? changed;
      return `read ${found}`;
    });

  it('examines the database once for many reads that notice a change', async () => {
    version = 2;
    const answers = await Promise.all(Array.from({ length: 50 }, read));
    expect([new Set(answers), looks]).toEqual([new Set(['read 2']), 1]);
  });

  it('examines a database that cannot be read once a second, and sends it no other query', async () => {
    fault = new StoreUnavailable('the table is gone', { failure: 'schema' });
    for (let time = 0; time < 20; time += 1) await expect(read()).rejects.toBe(fault);
    expect(looks).toBe(1);
    vi.advanceTimersByTime(1_000);
    await expect(read()).rejects.toBe(fault);
    expect(looks).toBe(2);
    fault = undefined;
    vi.advanceTimersByTime(1_000);
    expect(await read()).toBe('read 1');
  });

  it('does not examine the database after an outage', async () => {
    fault = new StoreUnavailable('away');
    for (let time = 0; time < 3; time += 1) await expect(read()).rejects.toBe(fault);
    expect(looks).toBe(0);
  });

  it('checks every five seconds for missing tables, while reads continue', async () => {
    const any = (): Promise<number> => layout.use(async (found) => found);
    await any();
    expect(questions).toBe(0);
    vi.advanceTimersByTime(5_000);
    version = 10;
    expect([await any(), questions]).toEqual([1, 1]);
    await vi.waitFor(async () => expect(await any()).toBe(10), { timeout: 60_000 });
    vi.advanceTimersByTime(60_000);
    await any();
    expect([questions, looks]).toEqual([1, 1]);
  });
});
