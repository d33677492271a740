import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pace } from './pace.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A pace after so many queries of so many questions. */
function after(queries: number, questions: number, pace: Pace = new Pace()): Pace {
  for (let count = 0; count < queries; count += 1) pace.sent(questions);
  return pace;
}

describe('the pace of queries', () => {
  it('lets the first questions go at once', () => {
    expect(new Pace().wait).toBe(0);
    expect(new Pace().areAll(1)).toBe(false);
  });

  it('lets few questions go at once, however often they come', () => {
    expect(after(200, 3).wait).toBe(0);
  });

  it('makes questions wait for two milliseconds from the last query on, where they were many', () => {
    const pace = after(1, 4);
    expect(pace.wait).toBe(2);
    vi.advanceTimersByTime(1.5);
    expect(pace.wait).toBe(0.5);
    vi.advanceTimersByTime(100);
    expect(pace.wait).toBe(0);
  });

  it('expects no more than the largest query of late had', () => {
    const pace = after(3, 8, after(1, 12));
    expect(pace.areAll(11)).toBe(false);
    expect(pace.areAll(12)).toBe(true);
  });

  it('forgets a large query after some hundred others', () => {
    expect(after(128, 5, after(1, 40)).areAll(5)).toBe(true);
    expect(after(128, 1, after(1, 40)).wait).toBe(0);
  });

  it('waits its time once in 64 queries, so that it learns when questions become more', () => {
    const answers = Array.from({ length: 128 }, (_, queries) => after(queries + 1, 8).areAll(8));
    expect(answers.filter((areAll) => !areAll)).toHaveLength(2);
  });
});
