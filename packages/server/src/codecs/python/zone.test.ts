import { describe, expect, it } from 'vitest';
import { type LocalTime, namedZone } from './zone.ts';

const at = (year: number, month: number, day: number, hour: number, fold: 0 | 1 = 0): LocalTime => ({
  year,
  month,
  day,
  hour,
  minute: 30,
  second: 0,
  microsecond: 0,
  fold,
});
const HOUR = 3_600_000_000;

/** The values are those of Python's zoneinfo. */
describe('a zone of zoneinfo', () => {
  it.each([
    { title: 'in winter', key: 'Europe/Berlin', local: at(2024, 1, 2, 3), offset: HOUR },
    { title: 'in summer', key: 'Europe/Berlin', local: at(2024, 7, 2, 3), offset: 2 * HOUR },
    { title: 'in a gap', key: 'Europe/Berlin', local: at(2024, 3, 31, 2), offset: HOUR },
    { title: 'in a gap, with fold', key: 'Europe/Berlin', local: at(2024, 3, 31, 2, 1), offset: 2 * HOUR },
    { title: 'in an overlap', key: 'Europe/Berlin', local: at(2024, 10, 27, 2), offset: 2 * HOUR },
    { title: 'in an overlap, with fold', key: 'Europe/Berlin', local: at(2024, 10, 27, 2, 1), offset: HOUR },
    { title: 'before time zones', key: 'Europe/Berlin', local: at(1, 1, 2, 3), offset: 3_208_000_000 },
    { title: 'by half an hour', key: 'Asia/Kolkata', local: at(2024, 1, 2, 3), offset: 5.5 * HOUR },
    { title: 'by an old name', key: 'US/Eastern', local: at(2024, 1, 2, 3), offset: -5 * HOUR },
    { title: 'that never changes, of a time without a date', key: 'Etc/GMT+3', local: undefined, offset: -3 * HOUR },
    { title: 'that changes, of a time without a date', key: 'Europe/Berlin', local: undefined, offset: null },
  ])('has the offset $title', ({ key, local, offset }) => {
    expect(namedZone(key)?.offsetAt(local)).toBe(offset);
  });

  it('is undefined for an unknown key', () => {
    expect(namedZone('Nowhere/Here')).toBeUndefined();
  });
});
