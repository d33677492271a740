import { DecodeFault } from '../fault.ts';
import { timedeltaOf, timedeltaRepr } from '../python/timedelta.ts';
import type { PyDate, PyDateTime, PyTime, PyTimedelta, PyValue } from '../value.ts';
import { isTagged } from './objects.ts';

/** A time zone, which only stands in datetimes and times. */
export interface PyZone {
  readonly py: 'other';
  readonly text: string;
  readonly truthy: true;
  /** Microseconds. */
  readonly offset: number;
}

const DAY = 86_400_000_000;

export function timedelta([days = 0n, seconds = 0n, microseconds = 0n]: readonly PyValue[]): PyTimedelta {
  if (typeof days !== 'bigint' || typeof seconds !== 'bigint' || typeof microseconds !== 'bigint') return wrong();
  const size = (days * 86_400n + seconds) * 1_000_000n + microseconds;
  return timedeltaOf(size) ?? wrong();
}

/** `datetime.timezone(offset[, name])` */
export function timezone([offset = null, name]: readonly PyValue[]): PyZone {
  if (!isTagged(offset) || offset.py !== 'timedelta' || name !== undefined) return wrong();
  const size = (offset.days * 86_400 + offset.seconds) * 1_000_000 + offset.microseconds;
  if (Math.abs(size) >= DAY) return wrong();
  const text = size === 0 ? 'datetime.timezone.utc' : `datetime.timezone(${timedeltaRepr(offset)})`;
  return { py: 'other', text, truthy: true, offset: size };
}

export function date([state]: readonly PyValue[]): PyDate {
  const bytes = stateBytes(state, 4);
  return { py: 'date', ...calendar(bytes, bytes.readUInt8(2)) };
}

export function time([state, zone]: readonly PyValue[]): PyTime {
  const bytes = stateBytes(state, 6);
  const hour = bytes.readUInt8(0);
  return { py: 'time', ...clock(bytes, hour & 0x7f), fold: hour > 0x7f ? 1 : 0, ...offsetOf(zone) };
}

export function datetime([state, zone]: readonly PyValue[]): PyDateTime {
  const bytes = stateBytes(state, 10);
  const month = bytes.readUInt8(2);
  return {
    py: 'datetime',
    ...calendar(bytes, month & 0x7f),
    ...clock(bytes.subarray(4), bytes.readUInt8(4)),
    fold: month > 0x7f ? 1 : 0,
    ...offsetOf(zone),
  };
}

function calendar(bytes: Buffer, month: number): Omit<PyDate, 'py'> {
  const year = bytes.readUInt16BE(0);
  const day = bytes.readUInt8(3);
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return wrong();
  return { year, month, day };
}

function clock(bytes: Buffer, hour: number): Pick<PyTime, 'hour' | 'minute' | 'second' | 'microsecond'> {
  const [minute, second, microsecond] = [bytes.readUInt8(1), bytes.readUInt8(2), bytes.readUIntBE(3, 3)];
  if (hour > 23 || minute > 59 || second > 59 || microsecond > 999_999) return wrong();
  return { hour, minute, second, microsecond };
}

function offsetOf(zone: PyValue | undefined): Pick<PyTime, 'offset'> {
  if (zone === undefined || zone === null) return { offset: null };
  if (!isTagged(zone) || !('offset' in zone) || typeof zone.offset !== 'number') return wrong();
  return { offset: zone.offset };
}

/** The state as bytes, or as the latin-1 text that Python 2 wrote. */
function stateBytes(state: PyValue | undefined, length: number): Buffer {
  const bytes =
    typeof state === 'string'
      ? Buffer.from(state, 'latin1')
      : isTagged(state ?? null) && typeof state === 'object' && state !== null && 'bytes' in state
        ? Buffer.from(state.bytes)
        : wrong();
  return bytes.length === length ? bytes : wrong();
}

function wrong(): never {
  throw new DecodeFault('pickle', 'a date or time with other arguments than Python writes');
}
