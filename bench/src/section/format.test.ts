import { expect, it } from 'vitest';
import { figure, markdownTable, times } from './format.ts';

it('prints three significant digits', () => {
  const values = [0.01234, 4.5678, 123.4, 31_820.4, -1_234.4, 0, Number.NaN];
  expect(values.map(figure)).toEqual(['0.0123', '4.57', '123', '31 820', '-1 234', '0', '–']);
});

it('prints a ratio with its range, if it has one', () => {
  expect(times({ median: 12.34, low: 11, high: 15 })).toBe('12.3× (11–15)');
  expect(times({ median: 2, low: 2, high: 2 })).toBe('2×');
});

it('escapes cells of a table', () => {
  expect(markdownTable(['a', 'b'], [['1|2', '3']])).toBe('| a | b |\n|---|---|\n| 1\\|2 | 3 |');
});
