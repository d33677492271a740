import { DecodeError } from '../errors.ts';
import { offsetIso } from '../python/iso-format.ts';
import { repr } from '../python/repr.ts';
import { timedeltaFrom, timedeltaRepr } from '../python/timedelta.ts';
import { fixedZone, isZone, type LocalTime, type PyZone } from '../python/zone.ts';
import { isTagged, type PyDate, type PyDateTime, type PyTime, type PyTimedelta, type PyValue } from '../value.ts';

const DAY_US = 86_400_000_000;

/** `datetime.timedelta(days, seconds, microseconds)` */
export function timedelta([days = 0n, seconds = 0n, microseconds = 0n]: readonly PyValue[]): PyTimedelta {
  if (typeof days !== 'bigint' || typeof seconds !== 'bigint' || typeof microseconds !== 'bigint') return refuse();
  const size = (days * 86_400n + seconds) * 1_000_000n + microseconds;
  return timedeltaFrom(size) ?? refuse();
}

/** `datetime.timezone(offset[, name])`. Vector pickle-named-timezone. */
export function timezone([offset = null, name]: readonly PyValue[]): PyZone {
  if (!isTagged(offset) || offset.py !== 'timedelta' || !(name === undefined || typeof name === 'string'))
    return refuse();
  const size = (offset.days * 86_400 + offset.seconds) * 1_000_000 + offset.microseconds;
  if (Math.abs(size) >= DAY_US) return refuse();
  const named = name === undefined ? '' : `, ${repr(name)}`;
  const text = size === 0 && !named ? 'datetime.timezone.utc' : `datetime.timezone(${timedeltaRepr(offset)}${named})`;
  return fixedZone(text, size, name ?? (size === 0 ? 'UTC' : `UTC${offsetIso(size)}`));
}

/** `datetime.date(state)` */
export function date([state]: readonly PyValue[]): PyDate {
  const bytes = stateBytes(state, 4);
  return { py: 'date', ...readDate(bytes, bytes.readUInt8(2)) };
}

/** `datetime.time(state[, zone])` */
export function time([state, zone]: readonly PyValue[]): PyTime {
  const bytes = stateBytes(state, 6);
  const hour = bytes.readUInt8(0);
  const clock = { ...readClock(bytes, hour & 0x7f), fold: hour > 0x7f ? 1 : 0 } as const;
  return { py: 'time', ...clock, ...offsetOf(zone, undefined) };
}

/** `datetime.datetime(state[, zone])` */
export function datetime([state, zone]: readonly PyValue[]): PyDateTime {
  const bytes = stateBytes(state, 10);
  const month = bytes.readUInt8(2);
  const local = {
    ...readDate(bytes, month & 0x7f),
    ...readClock(bytes.subarray(4), bytes.readUInt8(4)),
    fold: month > 0x7f ? 1 : 0,
  } as const;
  return { py: 'datetime', ...local, ...offsetOf(zone, local) };
}

function readDate(bytes: Buffer, month: number): Omit<PyDate, 'py'> {
  const year = bytes.readUInt16BE(0);
  const day = bytes.readUInt8(3);
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return refuse();
  return { year, month, day };
}

function readClock(bytes: Buffer, hour: number): Pick<PyTime, 'hour' | 'minute' | 'second' | 'microsecond'> {
  const [minute, second, microsecond] = [bytes.readUInt8(1), bytes.readUInt8(2), bytes.readUIntBE(3, 3)];
  if (hour > 23 || minute > 59 || second > 59 || microsecond > 999_999) return refuse();
  return { hour, minute, second, microsecond };
}

/** @param local undefined for a time without a date */
function offsetOf(zone: PyValue | undefined, local: LocalTime | undefined): Pick<PyTime, 'offset' | 'zone'> {
  if (zone === undefined || zone === null) return { offset: null };
  return isZone(zone) ? { offset: zone.offsetAt(local), zone: zone.text } : refuse();
}

/** Returns the bytes of a pickled state. It may be bytes, or the latin-1 text that Python 2 writes. */
function stateBytes(state: PyValue | undefined, length: number): Buffer {
  const bytes =
    typeof state === 'string'
      ? Buffer.from(state, 'latin1')
      : state !== undefined && isTagged(state) && 'bytes' in state
        ? Buffer.from(state.bytes)
        : refuse();
  return bytes.length === length ? bytes : refuse();
}

function refuse(): never {
  throw new DecodeError('pickle', 'a date or time with arguments that Python never writes');
}
