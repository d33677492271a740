import { describe, expect, it } from 'vitest';
import { DURATION_STEPS } from '../../stores/task-numbers.ts';
import { durationsOf, statesOf } from './percentiles.ts';

const bucketOf = (seconds: number): number => Math.floor(Math.log(seconds) * DURATION_STEPS);
const group = (seconds: number | null, count: number, status = 'SUCCESS') => ({
  status,
  bucket: seconds === null ? null : bucketOf(seconds),
  count,
});

describe('durationsOf', () => {
  it('is within 10 % of the exact percentiles', () => {
    const durations = durationsOf([...[0.02, 1, 2, 40].map((seconds) => group(seconds, 10)), group(3_600, 3)]);
    expect(durations.n).toBe(43);
    expect(Math.abs((durations.p50 ?? 0) / 2 - 1)).toBeLessThan(0.1);
    expect(Math.abs((durations.p95 ?? 0) / 3_600 - 1)).toBeLessThan(0.1);
  });

  it('ignores tasks without a duration, and is null without any duration', () => {
    expect(durationsOf([group(null, 5)])).toEqual({ n: 0, p50: null, p95: null });
    expect(statesOf([group(null, 5), group(1, 2), group(1, 1, 'FAILURE')])).toEqual({ SUCCESS: 7, FAILURE: 1 });
  });
});
