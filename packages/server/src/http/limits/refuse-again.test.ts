import { RateLimiterRes } from 'rate-limiter-flexible';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { refuseAgain } from './refuse-again.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('refuses a key until its period ends without counting it, also when the clock is set back', async () => {
  let counted = 0;
  const counter = refuseAgain({
    consume: async (key) => {
      counted += 1;
      if (key === 'a') throw new RateLimiterRes(0, 10_000, 5);
      return new RateLimiterRes(1, 10_000, 1);
    },
  });
  const consume = (key: string): Promise<RateLimiterRes> => counter.consume(key).catch((error) => error);
  expect(await consume('a')).toMatchObject({ msBeforeNext: 10_000, consumedPoints: 5 });
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(9_000);
  expect(await consume('a')).toMatchObject({ msBeforeNext: 1_000, consumedPoints: 5 });
  expect(counted).toBe(1);
  await consume('b');
  await consume('b');
  expect(counted).toBe(3);
  vi.advanceTimersByTime(1_000);
  await consume('a');
  expect(counted).toBe(4);
});
