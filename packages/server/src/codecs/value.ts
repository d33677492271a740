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
  | { readonly py: 'bytes'; readonly bytes: Uint8Array }
  | PyDate
  | PyTime
  | PyDateTime
  /** A decimal or UUID keeps the text that str() gives. */
  | { readonly py: 'decimal' | 'uuid'; readonly text: string };

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
  readonly fold: 0 | 1;
}

export interface PyTime extends ClockTime {
  readonly py: 'time';
}

export interface PyDateTime extends ClockTime, Omit<PyDate, 'py'> {
  readonly py: 'datetime';
}

export function isList(value: PyValue): value is PyList {
  return Array.isArray(value);
}

export function isDict(value: PyValue): value is PyDict {
  return value instanceof Map;
}

/** Python's `bool(value)`. */
export function isTruthy(value: PyValue): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value);
  if (isList(value)) return value.length > 0;
  if (isDict(value)) return value.size > 0;
  if ('items' in value) return value.items.length > 0;
  if (value.py === 'bytes') return value.bytes.length > 0;
  // Decimal('0.00') and Decimal('-0E+3') are false
  return value.py !== 'decimal' || !/^-?0+(\.0+)?(E[+-]?\d+)?$/.test(value.text);
}
