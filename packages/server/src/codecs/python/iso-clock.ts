import type { PyTime } from '../value.ts';

export type Clock = Omit<PyTime, 'py'>;

const [DOT, COMMA, COLON, PLUS, MINUS, ZULU] = [...Buffer.from('.,:+-Z')] as [number, ...number[]];

/** Reads a number with this many digits. Undefined if other characters are found. */
export function digitsAt(bytes: Buffer, at: number, count: number): number | undefined {
  const text = bytes.toString('latin1', at, at + count);
  return text.length === count && /^[0-9]+$/.test(text) ? Number(text) : undefined;
}

/**
 * Reads the time from bytes that end with a zero byte, as `datetime.fromisoformat` does. Before an offset it ignores a
 * character after the hour, the minute or the second, and all characters after six digits of a fraction.
 */
export function clockOf(bytes: Buffer): Clock | undefined {
  const end = bytes.length - 1;
  const found = bytes.subarray(0, end).findIndex((byte) => byte === PLUS || byte === MINUS || byte === ZULU);
  const zoneAt = found < 0 ? end : found;
  const clock = bareClock(bytes, zoneAt);
  if (!clock || (zoneAt === end && clock.hasMore)) return undefined;
  const offset = zoneAt === end ? null : offsetOf(bytes.subarray(zoneAt));
  if (offset === undefined) return undefined;
  const { hour, minute, second, microsecond } = clock;
  if (minute > 59 || second > 59 || hour > 24) return undefined;
  if (hour === 24 && (minute !== 0 || second !== 0 || microsecond !== 0)) return undefined;
  return { hour, minute, second, microsecond, offset, fold: 0 };
}

interface BareClock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Whether further characters follow. */
  readonly hasMore: boolean;
}

/** `HH[:MM[:SS[.ffffff]]]` with or without colons, up to `end`. Follows `parse_hh_mm_ss_ff` of CPython. */
function bareClock(bytes: Buffer, end: number): BareClock | undefined {
  const [parts, at, isWhole] = clockParts(bytes, end) ?? [];
  if (parts === undefined || at === undefined) return undefined;
  const [hour = 0, minute = 0, second = 0] = parts;
  if (isWhole) return { hour, minute, second, microsecond: 0, hasMore: bytes[at] !== 0 };
  const count = Math.min(end - at, 6);
  const fraction = digitsAt(bytes, at, count);
  if (fraction === undefined) return undefined;
  let rest = at + count;
  while (digitsAt(bytes, rest, 1) !== undefined) rest += 1;
  return { hour, minute, second, microsecond: fraction * 10 ** (6 - count), hasMore: bytes[rest] !== 0 };
}

/**
 * Reads hour, minute and second. Also returns the end offset, and whether no fraction follows. Undefined if CPython
 * refuses the text.
 */
function clockParts(bytes: Buffer, end: number): readonly [readonly number[], number, boolean] | undefined {
  const parts: number[] = [];
  let at = 0;
  let hasColons = true;
  for (;;) {
    const part = digitsAt(bytes, at, 2);
    if (part === undefined) return undefined;
    parts.push(part);
    at += 2;
    const next = bytes[at];
    if (parts.length === 1) hasColons = next === COLON;
    const isMark = next === DOT || next === COMMA;
    if (at + 1 >= end) return isMark ? undefined : [parts, at, true];
    if (hasColons && next === COLON) {
      if (parts.length === 3) return undefined;
      at += 1;
    } else if (isMark) {
      return parts.length < 3 ? undefined : [parts, at + 1, false];
    } else if (hasColons) {
      return undefined;
    }
    if (parts.length === 3) return [parts, at, false];
  }
}

/** Microseconds east of UTC; undefined for a day or more. */
function offsetOf(zone: Buffer): number | undefined {
  if (zone[0] === ZULU) return zone[1] === 0 ? 0 : undefined;
  const time = bareClock(zone.subarray(1), zone.length - 2);
  if (!time || time.hasMore) return undefined;
  const size = ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + time.microsecond;
  if (size >= 86_400_000_000) return undefined;
  return zone[0] === MINUS && size !== 0 ? -size : size;
}
