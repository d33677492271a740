import type { ActivityV1 } from '@celery-results/client/protocol';
import { describe, expect, it } from 'vitest';
import { columnsOf, roundUp, totalsOf } from './columns.ts';

const none = { n: 0, p50: null, p95: null };
const activity: ActivityV1 = {
  as_of: '2026-01-02T10:05:30.000000Z',
  since: '2026-01-02T07:05:30.000000Z',
  window: '1h',
  rows: 4,
  cut: false,
  step: 60,
  steps: [
    { start: '2026-01-02T10:02:00.000000Z', states: { SUCCESS: 6, FAILURE: 2 }, durations: none },
    { start: '2026-01-02T10:05:00.000000Z', states: { SUCCESS: 1 }, durations: none },
  ],
  names: [],
  durations: none,
};

describe('the columns of a chart', () => {
  it('include minutes in which nothing changed, and end with the current one', () => {
    const columns = columnsOf(activity, 5);
    expect(columns.map(({ total }) => total)).toEqual([0, 8, 0, 0, 1]);
    expect(new Date(columns[0]?.at ?? 0).toISOString()).toBe('2026-01-02T10:01:00.000Z');
  });

  it('do not begin before the window', () => {
    expect(columnsOf({ ...activity, since: '2026-01-02T10:04:10Z' }, 60)).toHaveLength(2);
  });

  it('are steps of an hour in a long window, also in time zones with half hours', () => {
    const steps = [{ start: '2026-01-02T08:30:00.000000Z', states: { SUCCESS: 120 }, durations: none }];
    const columns = columnsOf({ ...activity, window: '7d', step: 3_600, steps }, 7 * 24 * 60);
    expect(columns.map(({ total }) => total)).toEqual([0, 120, 0, 0]);
    expect(totalsOf(columns, 3_600).perMinute).toBeCloseTo(120 / 180);
  });

  it('have a rate over the minutes that have ended', () => {
    expect(totalsOf(columnsOf(activity, 5), 60)).toEqual({ total: 9, failed: 2, perMinute: 2 });
  });
});

it.each([
  [0, 1],
  [7, 10],
  [10, 10],
  [11, 20],
  [240, 250],
  [0.03, 0.05],
])('a scale for %d ends at %d', (value, top) => {
  expect(roundUp(value)).toBeCloseTo(top);
});
