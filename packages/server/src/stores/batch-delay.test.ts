import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatchDelay } from './batch-delay.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Sent {
  readonly queries: number;
  /** Number of loads of each query. */
  readonly loads: number;
}

/** A delay after some queries. */
function after(...all: readonly Sent[]): BatchDelay {
  const delay = new BatchDelay();
  for (const { queries, loads } of all) for (let count = 0; count < queries; count += 1) delay.sent(loads);
  return delay;
}

describe('the delay of a batch', () => {
  it('is zero for the first loads', () => {
    expect(new BatchDelay().wait).toBe(0);
    expect(new BatchDelay().areAll(1)).toBe(false);
  });

  it('is zero for few loads, even if they come often', () => {
    expect(after({ queries: 200, loads: 3 }).wait).toBe(0);
  });

  it('ends two milliseconds after the last query, if that had many loads', () => {
    const delay = after({ queries: 1, loads: 4 });
    expect(delay.wait).toBe(2);
    vi.advanceTimersByTime(1.5);
    expect(delay.wait).toBe(0.5);
    vi.advanceTimersByTime(100);
    expect(delay.wait).toBe(0);
  });

  it('expects as many loads as the largest recent query had', () => {
    const delay = after({ queries: 1, loads: 12 }, { queries: 3, loads: 8 });
    expect(delay.areAll(11)).toBe(false);
    expect(delay.areAll(12)).toBe(true);
  });

  it('forgets a large query after 128 others', () => {
    expect(after({ queries: 1, loads: 40 }, { queries: 128, loads: 5 }).areAll(5)).toBe(true);
    expect(after({ queries: 1, loads: 40 }, { queries: 128, loads: 1 }).wait).toBe(0);
  });

  it('waits its full time once in 64 queries, to notice more loads', () => {
    const answers = Array.from({ length: 128 }, (_, queries) => after({ queries: queries + 1, loads: 8 }).areAll(8));
    expect(answers.filter((areAll) => !areAll)).toHaveLength(2);
  });
});
