import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLruCache } from './lru-cache.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createLruCache', () => {
  it('removes a value after its lifetime, even if the clock is set back', () => {
    const cache = createLruCache<string>(10);
    cache.set('a', 'A', { lifetime: 100, size: 1 });
    vi.advanceTimersByTime(99);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(cache.get('a')).toBe('A');
    vi.advanceTimersByTime(1);
    expect(cache.get('a')).toBeUndefined();
  });

  it('removes the oldest value when it is full, and stores no value that is larger than the cache', () => {
    const cache = createLruCache<string>(10);
    const options = { lifetime: 100, size: 4 };
    for (const key of ['a', 'b', 'a', 'c']) cache.set(key, key, options);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['a', undefined, 'c']);
    cache.set('huge', 'huge', { ...options, size: 11 });
    expect(['a', 'c', 'huge'].map((key) => cache.get(key))).toEqual(['a', 'c', undefined]);
    for (let n = 0; n < 1_000; n += 1) cache.set(`${n}`, '', { ...options, size: 10 });
    expect(cache.get('998')).toBeUndefined();
    expect(cache.get('999')).toBe('');
  });
});
