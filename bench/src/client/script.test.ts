import { expect, it } from 'vitest';
import { endOf, sceneAt } from './script.ts';

const script = { tasks: 3, firstEnd: 1_000, lastEnd: 3_000 };

it('ends tasks evenly, from the first end to the last', () => {
  expect([0, 1, 2].map((index) => endOf(script, index))).toEqual([1_000, 2_000, 3_000]);
  expect(endOf({ ...script, tasks: 1 }, 0)).toBe(1_000);
});

it('shows a task as waiting, then with progress in steps, then as done', () => {
  expect(sceneAt(script, 1, 499)).toEqual({ status: 'PENDING', result: null });
  expect(sceneAt(script, 1, 500)).toEqual({ status: 'PROGRESS', result: { current: 25, total: 100 } });
  expect(sceneAt(script, 1, 999)).toEqual(sceneAt(script, 1, 500));
  expect(sceneAt(script, 1, 1_999).result?.current).toBe(75);
  expect(sceneAt(script, 1, 2_000)).toEqual({ status: 'SUCCESS', result: null });
});
