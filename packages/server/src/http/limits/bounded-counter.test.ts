import { RateLimiterRes } from 'rate-limiter-flexible';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBoundedCounter } from './bounded-counter.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('counts each key in a window of its own', async () => {
  const counter = createBoundedCounter({ requests: 2, seconds: 10 });
  expect(await counter.consume('a')).toMatchObject({ remainingPoints: 1, msBeforeNext: 10_000 });
  vi.advanceTimersByTime(4_000);
  expect(await counter.consume('b')).toMatchObject({ remainingPoints: 1 });
  expect(await counter.consume('a')).toMatchObject({ remainingPoints: 0, msBeforeNext: 6_000 });
  await expect(counter.consume('a')).rejects.toBeInstanceOf(RateLimiterRes);
  vi.advanceTimersByTime(6_000);
  expect(await counter.consume('a')).toMatchObject({ remainingPoints: 1 });
  expect(await counter.consume('b')).toMatchObject({ remainingPoints: 0 });
});

it('forgets the oldest keys when there are too many', async () => {
  const counter = createBoundedCounter({ requests: 2, seconds: 10 }, 3);
  for (const key of ['a', 'b', 'c', 'd']) await counter.consume(key);
  expect(await counter.consume('b')).toMatchObject({ remainingPoints: 0 });
  expect(await counter.consume('a')).toMatchObject({ remainingPoints: 1 });
});
