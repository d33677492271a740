import { describe, expect, it } from 'vitest';
import { toDetails, toUtc } from './details.ts';

describe('toUtc', () => {
  it.each([
    ['2026-01-02 03:04:05.678901', '2026-01-02T03:04:05.678901Z'],
    ['2026-01-02 03:04:05', '2026-01-02T03:04:05.000000Z'],
    ['2026-01-02T03:04:05.6', '2026-01-02T03:04:05.600000Z'],
    ['2026-01-02 03:04:05.678901Z', '2026-01-02T03:04:05.678901Z'],
    ['2026-01-02 03:04:05.678901234', '2026-01-02T03:04:05.678901Z'],
    ['2026-01-01 23:04:05.678901+05:45', '2026-01-01T17:19:05.678901Z'],
    ['2026-12-31 23:30:00.000001-0130', '2027-01-01T01:00:00.000001Z'],
  ])('reads %s', (stored, utc) => {
    expect(toUtc(stored)).toBe(utc);
  });

  it.each([
    ...['', 'x', '2026-01-02', '03:04:05', '0000-00-00 00:00:00.000000', '2026-00-10 00:00:00', '12026-01-02 03:04:05'],
    ...['2026-13-45 03:04:05+01:00', '2026-01-02 03:04:05 <script>', null, undefined, 1_767_323_045, new Uint8Array(4)],
  ])('takes %s for no moment', (stored) => {
    expect(toUtc(stored)).toBeUndefined();
  });
});

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
