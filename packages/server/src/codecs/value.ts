/**
 * A Python value, read without loss and without running anything.
 *
 * str is a string (lone surrogates allowed), int a bigint, float a number, bool a boolean, None null, list an array,
 * dict a Map in insertion order. The rest carries a `py` tag.
 */
export type PyValue = null | boolean | string | bigint | number | PyList | PyDict | PyTagged;
export type PyList = readonly PyValue[];
export type PyDict = ReadonlyMap<PyValue, PyValue>;

export type PyTagged =
  | { readonly py: 'tuple'; readonly items: PyList }
  | { readonly py: 'set' | 'frozenset'; readonly items: PyList }
  | { readonly py: 'bytes' | 'bytearray'; readonly bytes: Uint8Array }
  | PyDate
  | PyTime
  | PyDateTime
  /** A decimal or UUID keeps the text that str() gives. */
  | { readonly py: 'decimal' | 'uuid'; readonly text: string }
  | PyTimedelta
  | { readonly py: 'complex'; readonly real: number; readonly imaginary: number }
  | PyMapping
  | { readonly py: 'deque'; readonly items: PyList; readonly limit: bigint | null }
  | PyException
  /** Something that only its repr tells of: a class, a range. */
  | { readonly py: 'other'; readonly text: string; readonly truthy: boolean };

/** As Python keeps it: seconds from 0 to 86,399 and microseconds from 0 to 999,999; only days may be negative. */
export interface PyTimedelta {
  readonly py: 'timedelta';
  readonly days: number;
  readonly seconds: number;
  readonly microseconds: number;
}

/** A dict of another class. */
export interface PyMapping {
  readonly py: 'mapping';
  readonly name: 'OrderedDict' | 'defaultdict' | 'Counter';
  readonly entries: PyDict;
  /** The first argument of a defaultdict, as repr shows it. */
  readonly factory?: string;
}

/** A class by its `__module__` and `__qualname__`. Either may be any text: who writes a row chooses. */
export interface PyClass {
  readonly module: string;
  readonly qualname: string;
}

/** An exception that was stored whole, as pickle does. */
export interface PyException {
  readonly py: 'exception';
  readonly type: PyClass;
  readonly args: PyList;
  /** Its repr, when that is not `Name(args)`. */
  readonly repr?: () => string;
  readonly falsy: boolean;
}

export interface PyDate {
  readonly py: 'date';
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Offset from UTC in microseconds, or null for a naive time. */
  readonly offset: number | null;
  /** repr of its time zone, when that is no fixed offset. */
  readonly zone?: string;
  readonly fold: 0 | 1;
}

export interface PyTime extends ClockTime {
  readonly py: 'time';
}

export interface PyDateTime extends ClockTime, Omit<PyDate, 'py'> {
  readonly py: 'datetime';
}

/** -0.0 as the key of a dict, which a Map would take for 0. */
export const NEGATIVE_ZERO: Extract<PyTagged, { py: 'other' }> = { py: 'other', text: '-0.0', truthy: false };

export function isList(value: PyValue): value is PyList {
  return Array.isArray(value);
}

export function isDict(value: PyValue): value is PyDict {
  return value instanceof Map;
}

export function isException(value: PyValue): value is PyException {
  return typeof value === 'object' && value !== null && 'py' in value && value.py === 'exception';
}

/** Python's `bool(value)`. */
export function isTruthy(value: PyValue): boolean {
  // NaN is true
  if (typeof value === 'number') return value !== 0;
  if (value === null || typeof value !== 'object') return Boolean(value);
  if (isList(value)) return value.length > 0;
  if (isDict(value)) return value.size > 0;
  return isTaggedTruthy(value);
}

function isTaggedTruthy(value: PyTagged): boolean {
  if ('items' in value) return value.items.length > 0;
  switch (value.py) {
    case 'bytes':
    case 'bytearray':
      return value.bytes.length > 0;
    case 'decimal':
      // Decimal('0.00') and Decimal('-0E+3') are false
      return !/^-?0+(\.0+)?(E[+-]?\d+)?$/.test(value.text);
    case 'timedelta':
      return value.days !== 0 || value.seconds !== 0 || value.microseconds !== 0;
    case 'complex':
      return value.real !== 0 || value.imaginary !== 0;
    case 'mapping':
      return value.entries.size > 0;
    case 'exception':
      return !value.falsy;
    case 'other':
      return value.truthy;
    default:
      return true;
  }
}
