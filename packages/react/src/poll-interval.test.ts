import { describe, expect, it } from 'vitest';
import { pollInterval } from './poll-interval.ts';

describe('pollInterval', () => {
  it.each([
    [0, 1_000],
    [9_000, 1_000],
    [25_000, 3_000],
    [60_000, 6_000],
    [3_600_000, 10_000],
  ])('waits for a tenth of the time since the last change: after %i ms, %i ms', (since, expected) => {
    expect(pollInterval(since, {})).toBe(expected);
  });

  it('asks at most 90 times for a job of ten minutes that changes nothing', () => {
    let at = 0;
    let requests = 0;
    while (at < 600_000) {
      requests += 1;
      at += pollInterval(at, {});
    }
    expect(requests).toBeLessThanOrEqual(90);
  });
});
