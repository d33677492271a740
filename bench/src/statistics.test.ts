import { expect, it } from 'vitest';
import { ratioOf, spreadOf } from './statistics.ts';

it('takes the middle one, or what lies between the two in the middle', () => {
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
  expect(spreadOf([4, 1, 2, 30])).toEqual({ median: 3, min: 1, max: 30 });
  expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7 });
  expect(() => spreadOf([])).toThrow('nothing');
});

it('compares round by round, so that a slow round of both is none', () => {
  expect(ratioOf([100, 10, 100], [50, 5, 25])).toEqual({ median: 2, min: 2, max: 4 });
});
