import { expect, it } from 'vitest';
import { amountsOf, CYCLE, groupId, largeId, memberNumbers, someTasks, taskId } from './ids.ts';

it("gives unique ids in the form of Celery's", () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => [taskId(at), largeId(at), groupId(at)]).flat();
  expect(new Set(ids).size).toBe(3_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('puts a hundred different tasks into every group, without failed ones', () => {
  const amounts = amountsOf(2_000);
  for (let group = 0; group < amounts.groups; group += 1) {
    const members = memberNumbers(group, amounts);
    expect(new Set(members).size).toBe(100);
    for (const number of members) {
      expect(number % CYCLE).not.toBe(0);
      expect(number).toBeLessThan(amounts.tasks);
    }
  }
});

it('selects every kind of task about as often as it occurs', () => {
  const failed = someTasks(10_000, amountsOf(1_000_000)).filter((number) => number % CYCLE === 0).length;
  expect(failed / 10_000).toBeCloseTo(0.05, 2);
});
