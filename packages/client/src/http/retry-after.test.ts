import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    ['120', 120_000],
    ['7s', null],
    ['Tue, 01 Jan 2030 00:00:04 GMT', 4_000],
    ['Mon, 31 Dec 2029 00:00:00 GMT', 0],
    ['soon', null],
    ['', null],
  ])('reads %j as %s milliseconds', (text, delay) => {
    vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) });
    expect(parseRetryAfter(new Response('', { headers: { 'retry-after': text } }))).toBe(delay);
  });

  it('is null without the header', () => expect(parseRetryAfter(new Response(''))).toBeNull());
});
