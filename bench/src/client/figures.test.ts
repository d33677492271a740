import { describe, expect, it } from 'vitest';
import { figure, middleOf, ratioOf, table, times } from './figures.ts';

describe('the middle of figures', () => {
  it('is their median and quartiles, between two where there is none', () => {
    expect(middleOf([5, 1, 3, 2, 4])).toEqual({ median: 3, low: 2, high: 4 });
    expect(middleOf([1, 2])).toEqual({ median: 1.5, low: 1.25, high: 1.75 });
    expect(middleOf([7])).toEqual({ median: 7, low: 7, high: 7 });
    expect(() => middleOf([])).toThrow('nothing');
  });

  it('of ratios is taken round by round, so that a slow round does not count twice', () => {
    expect(ratioOf([2, 20, 3], [1, 10, 2]).median).toBe(2);
  });
});

describe('what is printed', () => {
  it('has three digits that matter', () => {
    expect([0.012345, 1.2345, 123.45, 12_345.6, Number.NaN].map(figure)).toEqual([
      '0.0123',
      '1.23',
      '123',
      '12346',
      '–',
    ]);
    expect(times({ median: 1.118, low: 1.08, high: 1.2 })).toBe('1.12× (1.08–1.20)');
  });

  it('is a table of Markdown', () =>
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |'));
});
