import { expect, it } from 'vitest';
import { createToUtc } from './local-dates.ts';

it.each([
  ['UTC', '2026-01-02 03:04:05.678901', '2026-01-02T03:04:05.678901Z'],
  ['UTC', '2026-01-02 03:04:05', '2026-01-02T03:04:05.000000Z'],
  ['Europe/Berlin', '2026-01-02 03:04:05.5', '2026-01-02T02:04:05.500000Z'],
  ['Europe/Berlin', '2026-07-02 00:04:05', '2026-07-01T22:04:05.000000Z'],
  ['Asia/Kathmandu', '2026-01-01 00:00:00', '2025-12-31T18:15:00.000000Z'],
  ['America/New_York', '2026-12-31 23:59:59', '2027-01-01T04:59:59.000000Z'],
  // the clocks are set back at 3:00, so this hour exists twice
  ['Europe/Berlin', '2026-10-25 02:30:00', '2026-10-25T00:30:00.000000Z'],
  ['Europe/Berlin', '2026-10-25 03:30:00', '2026-10-25T02:30:00.000000Z'],
  ['Europe/Berlin', '2026-03-29 03:30:00', '2026-03-29T01:30:00.000000Z'],
])('a date of %s, %s, is %s', (zone, stored, utc) => {
  expect(createToUtc(zone)(stored)).toBe(utc);
});

it.each([null, undefined, 5, '', 'yesterday', '0000-00-00 00:00:00', '2026-13-01 00:00:00'])(
  '%s is not a date',
  (stored) => {
    expect(createToUtc('Europe/Berlin')(stored)).toBeUndefined();
  },
);
