import { expect, it } from 'vitest';
import { bytesText, countText, percentText } from './numbers.ts';

it('shows the exactness of a count', () => {
  expect(countText({ count: 12_304, exactness: 'exact' })).toBe('12,304');
  expect(countText({ count: 9_812_000, exactness: 'estimate' })).toBe('≈9.8M');
  expect(countText({ count: 10_000, exactness: 'at_least' })).toBe('10,000+');
});

it.each([
  [0, 10, '0 %'],
  [1, 100_000, '<0.1 %'],
  [4, 1_000, '0.4 %'],
  [99_999, 100_000, '>99.9 %'],
  [10, 10, '100 %'],
  [0, 0, '0 %'],
])('shows %d of %d as %s', (part, whole, text) => {
  expect(percentText(part, whole)).toBe(text);
});

it.each([
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [262_144, '262 kB'],
  [6_100_000_000, '6.1 GB'],
])('shows %d bytes as %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
