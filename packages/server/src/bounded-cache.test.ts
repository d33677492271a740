import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBoundedCache } from './bounded-cache.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createBoundedCache', () => {
  it('forgets a value at its moment', () => {
    const cache = createBoundedCache<string>(10);
    cache.set('a', 'A', { until: Date.now() + 100, size: 1 });
    vi.setSystemTime(Date.now() + 99);
    expect(cache.get('a')).toBe('A');
    vi.setSystemTime(Date.now() + 1);
    expect(cache.get('a')).toBeUndefined();
  });

  it('forgets the oldest when it is full, and takes nothing that is larger than all of it', () => {
    const cache = createBoundedCache<string>(10);
    const options = { until: Date.now() + 100, size: 4 };
    for (const key of ['a', 'b', 'a', 'c']) cache.set(key, key, options);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['a', undefined, 'c']);
    cache.set('huge', 'huge', { ...options, size: 11 });
    expect(['a', 'c', 'huge'].map((key) => cache.get(key))).toEqual(['a', 'c', undefined]);
    for (let n = 0; n < 1_000; n += 1) cache.set(`${n}`, '', { ...options, size: 10 });
    expect(cache.get('998')).toBeUndefined();
    expect(cache.get('999')).toBe('');
  });
});
