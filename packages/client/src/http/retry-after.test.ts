import { afterEach, describe, expect, it, vi } from 'vitest';
import { retryAfterOf } from './retry-after.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('retryAfterOf', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    ['Tue, 01 Jan 2030 00:00:04 GMT', 4_000],
    ['Mon, 31 Dec 2029 00:00:00 GMT', 0],
    ['soon', null],
    ['', null],
  ])('reads %j as %s milliseconds', (text, wait) => {
    vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) });
    expect(retryAfterOf(new Response('', { headers: { 'retry-after': text } }))).toBe(wait);
  });

  it('is null where the server does not say', () => expect(retryAfterOf(new Response(''))).toBeNull());
});
