import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withTimeout } from './with-timeout.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('returns the value of a promise that settles in time, and leaves no timer', async () => {
  expect(await withTimeout(Promise.resolve(1), 100, () => 2)).toBe(1);
  await expect(withTimeout(Promise.reject(new Error('no')), 100, () => 2)).rejects.toThrow('no');
  expect(vi.getTimerCount()).toBe(0);
});

it('returns the fallback, or throws its error, after the timeout', async () => {
  const never = new Promise<number>(() => {});
  const late = withTimeout(never, 100, () => 2);
  await vi.advanceTimersByTimeAsync(100);
  expect(await late).toBe(2);
  const failed = withTimeout(never, 100, () => {
    throw new Error('too late');
  });
  failed.catch(() => {});
  await vi.advanceTimersByTimeAsync(100);
  await expect(failed).rejects.toThrow('too late');
});
