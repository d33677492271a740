import { describe, expect, it } from 'vitest';
import { toDetails } from './details.ts';

describe('toDetails', () => {
  it('leaves out what is missing, empty or of another type', () => {
    expect(toDetails({})).toEqual({});
    expect(toDetails({ task_name: '', worker: 5, date_created: null, date_started: 'x' })).toEqual({});
    expect(toDetails({ task_name: 'a.b', worker: 'w', date_done: '2026-01-02 03:04:05' })).toEqual({
      name: 'a.b',
      worker: 'w',
      dateDone: '2026-01-02T03:04:05.000000Z',
    });
  });
});
