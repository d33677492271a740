import { expect, it } from 'vitest';
import { endOf, stateAt } from './task-schedule.ts';

const schedule = { tasks: 3, firstEnd: 1_000, lastEnd: 3_000 };

it('distributes the ends of tasks evenly', () => {
  expect([0, 1, 2].map((index) => endOf(schedule, index))).toEqual([1_000, 2_000, 3_000]);
  expect(endOf({ ...schedule, tasks: 1 }, 0)).toBe(1_000);
});

it('has a task pending, then with progress in steps, then successful', () => {
  expect(stateAt(schedule, 1, 499)).toEqual({ status: 'PENDING', result: null });
  expect(stateAt(schedule, 1, 500)).toEqual({ status: 'PROGRESS', result: { current: 25, total: 100 } });
  expect(stateAt(schedule, 1, 999)).toEqual(stateAt(schedule, 1, 500));
  expect(stateAt(schedule, 1, 1_999).result?.current).toBe(75);
  expect(stateAt(schedule, 1, 2_000)).toEqual({ status: 'SUCCESS', result: null });
});
