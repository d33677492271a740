import { describe, expect, it } from 'vitest';
import { MIDDLE_HALF, ratioOf, spreadOf } from './spread.ts';

describe('spreadOf', () => {
  it('gives the median, the least and the greatest value', () => {
    expect(spreadOf([9, 1, 5])).toEqual({ median: 5, low: 1, high: 9 });
    expect(spreadOf([4, 1, 2, 30])).toEqual({ median: 3, low: 1, high: 30 });
    expect(spreadOf([7])).toEqual({ median: 7, low: 7, high: 7 });
    expect(() => spreadOf([])).toThrow('no values');
  });

  it('gives the quartiles around the middle half, between two values where needed', () => {
    expect(spreadOf([5, 1, 3, 2, 4], MIDDLE_HALF)).toEqual({ median: 3, low: 2, high: 4 });
    expect(spreadOf([1, 2], MIDDLE_HALF)).toEqual({ median: 1.5, low: 1.25, high: 1.75 });
  });
});

describe('ratioOf', () => {
  it('compares round by round, so a slow round of both does not count', () => {
    expect(ratioOf([100, 10, 100], [50, 5, 25])).toEqual({ median: 2, low: 2, high: 4 });
    expect(ratioOf([2, 20, 3], [1, 10, 2], MIDDLE_HALF).median).toBe(2);
  });
});
