import { isTagged, type PyDateTime, type PyOther, type PyValue } from '../value.ts';

/** A date and time of day in a time zone. */
export type LocalTime = Omit<PyDateTime, 'py' | 'offset' | 'zone'>;

/** A time zone. Answers contain it only inside datetimes and times. */
export interface PyZone extends PyOther {
  /**
   * Microseconds east of UTC at a local time. Null if the zone has no offset. `local` is undefined for a time without a
   * date.
   */
  offsetAt(local: LocalTime | undefined): number | null;
}

export function isZone(value: PyValue): value is PyZone {
  return isTagged(value) && 'offsetAt' in value;
}

/**
 * @param offset microseconds east of UTC
 * @param str what Python's `str()` returns
 */
export function fixedZone(text: string, offset: number, str: string = text): PyZone {
  return { py: 'other', text, str, truthy: true, offsetAt: () => offset };
}

const DAY_MS = 86_400_000;

/** `zoneinfo.ZoneInfo(key)`. Undefined for a key that Node's time zones do not have. Vector pickle-zoneinfo. */
export function namedZone(key: string): PyZone | undefined {
  const utcOffset = offsetsOf(key);
  if (!utcOffset) return undefined;
  return {
    py: 'other',
    text: `zoneinfo.ZoneInfo(key='${key}')`,
    str: key,
    truthy: true,
    offsetAt: (local) => {
      const offset = local ? localOffset(utcOffset, local) : fixedOffset(utcOffset);
      return offset === null ? null : offset * 1000;
    },
  };
}

/** Returns the offset at a moment of UTC, both in milliseconds. */
type UtcOffset = (at: number) => number;

function offsetsOf(timeZone: string): UtcOffset | undefined {
  const format = formatOf(timeZone);
  if (!format) return undefined;
  return (at) => {
    const fields = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const field = (type: Intl.DateTimeFormatPartTypes): number => fields.get(type) ?? 0;
    const local = new Date(0);
    local.setUTCFullYear(field('year'), field('month') - 1, field('day'));
    local.setUTCHours(field('hour'), field('minute'), field('second'));
    return local.getTime() - Math.floor(at / 1000) * 1000;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = 'numeric';
  const fields = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  } as const;
  try {
    return new Intl.DateTimeFormat('en', { timeZone, calendar: 'iso8601', hourCycle: 'h23', ...fields });
  } catch {
    return undefined;
  }
}

/** Returns the offset at a local time. In a gap or an overlap, `fold` selects the offset: PEP 495. */
function localOffset(utcOffset: UtcOffset, local: LocalTime): number {
  const date = new Date(0);
  date.setUTCFullYear(local.year, local.month - 1, local.day);
  date.setUTCHours(local.hour, local.minute, local.second);
  const at = date.getTime();
  const [before, after] = [utcOffset(at - DAY_MS), utcOffset(at + DAY_MS)];
  if (before === after) return before;
  const isBefore = utcOffset(at - before) === before;
  const isAfter = utcOffset(at - after) === after;
  if (isBefore !== isAfter) return isBefore ? before : after;
  return local.fold === 0 ? before : after;
}

/** Every zone that has ever changed its offset has different offsets in these years. */
const YEARS = [1800, 1920, 1950, 1970, 1985, 2000, 2020, 2037];

/** The offset of a zone that never changes. Null for other zones. */
function fixedOffset(utcOffset: UtcOffset): number | null {
  const offsets = new Set(YEARS.flatMap((year) => [0, 6].map((month) => utcOffset(Date.UTC(year, month)))));
  const [only = 0] = offsets;
  return offsets.size === 1 ? only : null;
}
