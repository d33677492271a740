import { describe, expect, it } from 'vitest';
import { agoText, clockText, dayAndClock, durationText, secondsBetween, spanText, utcText } from './time.ts';

const NOW = Date.parse('2026-01-02T03:04:05.000Z');

describe('a moment', () => {
  it.each([
    ['2026-01-02T03:04:04.500000Z', 'now'],
    ['2026-01-02T03:03:53.000000Z', '12 s ago'],
    ['2026-01-02T02:04:06.000000Z', '59 m ago'],
    ['2025-11-22T03:04:05.000000Z', '41 d ago'],
    ['2026-01-02T03:04:30.000000Z', 'now'],
    ['2026-01-02T05:04:05.000000Z', 'in 2 h'],
  ])('%s is shown as %s', (moment, text) => {
    expect(agoText(moment, NOW)).toBe(text);
  });

  it('is exact in UTC', () => {
    expect(utcText('2026-01-02T03:04:05.678901Z')).toBe('2026-01-02 03:04:05.678901 UTC');
  });
});

describe('a duration', () => {
  it.each([
    [0.0004, '0 ms'],
    [0.042, '42 ms'],
    [0.8, '0.80 s'],
    [4.2, '4.20 s'],
    [9.996, '10.0 s'],
    [99.96, '1 m 39 s'],
    [3_661, '1 h 1 m'],
    [93_600, '1 d 2 h'],
  ])('of %d seconds is shown as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it('keeps microseconds', () => {
    expect(secondsBetween('2026-01-02T03:04:05.000001Z', '2026-01-02T03:04:06.123456Z')).toBe(1.123455);
  });
});

it('shows a period in its largest unit', () => {
  expect([0, 59_999, 60_000, 7_200_000].map(spanText)).toEqual(['0 s', '59 s', '1 m', '2 h']);
});

it('names the day of a moment that is not of today', () => {
  const now = new Date().toISOString();
  expect(dayAndClock(now)).toBe(clockText(now, false));
  const before = '2026-01-02T10:00:00.000000Z';
  expect(dayAndClock(before)).toMatch(/2.*, .*:00:00/);
});
