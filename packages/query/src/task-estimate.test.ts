import type { TaskStatus } from '@celery-results/client';
import { describe, expect, it } from 'vitest';
import { addStatus, estimate, NO_HISTORY, type TaskHistory } from './task-estimate.ts';

const START = 1_800_000_000_000;
const status = (phase: string, fields: object = {}): TaskStatus =>
  ({ id: 't', status: 'X', phase, isReady: phase === 'succeeded', result: null, progress: null, ...fields }) as never;
const at = (percent: number | null): TaskStatus =>
  status('running', { progress: { current: percent, total: 100, percent } });

/** Creates a history from [seconds, status] pairs. */
const see = (...seen: readonly (readonly [number, TaskStatus])[]): TaskHistory =>
  seen.reduce<TaskHistory>((history, [second, task]) => addStatus(history, task, START + second * 1_000), NO_HISTORY);

const estimateAt = (
  second: number,
  history: TaskHistory,
  options: { startedAt?: number; stalledAfter?: number } = {},
) => estimate(history, { startedAt: undefined, stalledAfter: undefined, ...options, now: START + second * 1_000 });

describe('the remaining time', () => {
  it('is computed from the last steps, and counts down between two steps', () => {
    const history = see([0, at(10)], [2, at(20)], [4, at(30)], [6, at(40)]);
    expect([6, 7, 8].map((second) => estimateAt(second, history).remaining)).toEqual([12_000, 11_000, 10_000]);
  });

  it('follows a task that becomes slower', () => {
    const steps = Array.from({ length: 12 }, (_, step) => [100 + 10 * step, at(40 + step)] as const);
    const history = see([0, at(10)], [1, at(20)], [2, at(30)], ...steps);
    expect(estimateAt(210, history).remaining).toBe(490_000);
  });

  it.each([
    { history: NO_HISTORY, reason: 'without a status' },
    { history: see([0, at(10)], [2, at(20)], [4, at(30)]), reason: 'before three steps' },
    { history: see([0, at(10)], [0.5, at(20)], [1, at(30)], [1.5, at(40)]), reason: 'before three seconds' },
    { history: see([0, at(null)], [2, at(null)], [4, at(null)], [6, at(null)]), reason: 'without a percentage' },
    { history: see([-99, at(10)], [-97, at(20)], [-95, at(30)], [-93, at(40)]), reason: 'when a step takes too long' },
    { history: see([0, at(10)], [1, at(40)], [2, at(70)], [3, at(99.9)]), reason: 'after the time that was estimated' },
    { history: see([0, at(80)], [2, at(85)], [3, at(90)], [4, at(5)], [5, at(10)]), reason: 'when progress went back' },
    { history: see([0, at(1)], [2, at(2)], [4, at(3)], [5, at(4)], [5, status('retrying')]), reason: 'in a retry' },
  ])('is null $reason', ({ history }) => {
    expect(estimateAt(6, history).remaining).toBeNull();
  });

  it('is 0 when the task is final', () => {
    expect(estimateAt(9, see([0, at(10)], [2, status('succeeded')])).remaining).toBe(0);
  });
});

describe('the elapsed time', () => {
  it('counts from the first running status on the page, and stops with the task', () => {
    const pending = see([0, status('pending')]);
    const running = addStatus(pending, at(1), START + 5_000);
    const done = addStatus(running, status('succeeded'), START + 9_000);
    expect(
      [estimateAt(3, pending), estimateAt(8, running), estimateAt(60, done)].map(({ elapsed }) => elapsed),
    ).toEqual([null, 3_000, 4_000]);
  });

  it('counts from the dates of the row, or from startedAt', () => {
    const date = (second: number) => new Date(START + second * 1_000).toISOString();
    const history = see([10, status('succeeded', { date_started: date(2), date_done: date(9) })]);
    expect(estimateAt(60, history).elapsed).toBe(7_000);
    expect(estimateAt(60, history, { startedAt: START }).elapsed).toBe(9_000);
  });

  it('is never below 0, even if the clock of the server is ahead', () => {
    const history = see([0, status('running', { date_started: new Date(START + 60_000).toISOString() })]);
    expect(estimateAt(1, history).elapsed).toBe(0);
  });
});

describe('a task that does not change', () => {
  it('is stalled after stalledAfter, until it changes or ends', () => {
    const history = see([0, at(1)]);
    const stalledAfter = 30_000;
    expect(estimateAt(29, history, { stalledAfter })).toMatchObject({ unchangedFor: 29_000, isStalled: false });
    expect(estimateAt(30, history, { stalledAfter })).toMatchObject({ unchangedFor: 30_000, isStalled: true });
    expect(estimateAt(30, history).isStalled).toBe(false);
    const changed = addStatus(history, at(2), START + 31_000);
    expect(estimateAt(32, changed, { stalledAfter })).toMatchObject({ unchangedFor: 1_000, isStalled: false });
    const done = addStatus(changed, status('succeeded'), START + 33_000);
    expect(estimateAt(99, done, { stalledAfter })).toMatchObject({ unchangedFor: 0, isStalled: false });
  });
});
