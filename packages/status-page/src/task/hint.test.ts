import { expect, it } from 'vitest';
import { advice } from './hint.ts';

it('names a setting once, with all fields that it fills', () => {
  expect(advice({ name: 'result_extended', args: 'result_extended', date_started: 'task_track_started' })).toEqual([
    'name, args: Workers store it with result_extended = True in the settings of the Celery app.',
    'date started: Workers store the start with task_track_started = True in the settings of the Celery app.',
  ]);
});

it('gives no advice if nothing is wrong', () => {
  expect(advice({ error: 'not_failed', periodic: 'not_periodic' })).toEqual([]);
});
