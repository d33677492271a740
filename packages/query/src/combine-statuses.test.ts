import { TransportError } from '@celery-results/client';
import { expect, it } from 'vitest';
import { running, succeeded } from '../test/client-on-seconds.ts';
import { combineStatuses } from './combine-statuses.ts';

it('counts a repeated id twice, and a task without a response as pending', () => {
  const error = new TransportError('NETWORK', 'http://django.test/celery/');
  const statuses = combineStatuses(
    ['a', 'b', 'a', 'c'],
    [
      { data: { ...succeeded(), id: 'a' }, error: null },
      { data: undefined, error },
      { data: { ...running(), id: 'c' }, error: null },
    ],
  );
  expect(statuses.tasks.map(({ id, phase }) => [id, phase])).toEqual([
    ['a', 'succeeded'],
    ['b', 'pending'],
    ['a', 'succeeded'],
    ['c', 'running'],
  ]);
  expect(statuses).toMatchObject({ counts: { total: 4, succeeded: 2 }, isReady: false, errors: { b: error } });
});
