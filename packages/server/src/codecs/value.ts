/**
 * A Python value, decoded without loss and without running any code.
 *
 * - `None` and `bool` are null and a boolean.
 * - `str` is a string, which may contain lone surrogates.
 * - `int` is a bigint, and `float` a number.
 * - `list` is an array.
 * - `dict` is a Map, in insertion order.
 * - Anything else is an object with a `py` tag.
 */
export type PyValue = null | boolean | string | bigint | number | PyList | PyDict | PyTagged;
export type PyList = readonly PyValue[];
export type PyDict = ReadonlyMap<PyValue, PyValue>;

export type PyTagged =
  | PyTuple
  | { readonly py: 'set' | 'frozenset'; readonly items: PyList }
  | PyBytes
  | PyDate
  | PyTime
  | PyDateTime
  /** `text` is the result of Python's `str()`. */
  | { readonly py: 'decimal' | 'uuid'; readonly text: string }
  | PyText
  | PyTimedelta
  | { readonly py: 'complex'; readonly real: number; readonly imaginary: number }
  | PyMapping
  | { readonly py: 'deque'; readonly items: PyList; readonly limit: bigint | null }
  | PyException
  /** A value that is represented only by its repr: a class, a range. */
  | PyOther;

export interface PyOther {
  readonly py: 'other';
  readonly text: string;
  readonly truthy: boolean;
  /** What Python's `str()` returns. Absent where that is the repr. */
  readonly str?: string;
  /** The `%` operator of a value with its own formatting. It returns undefined if Python raises. */
  readonly format?: (right: PyValue) => PyValue | undefined;
}

/** A str with two adjacent lone surrogates, which a JavaScript string would join. Vector pickle-surrogates. */
export interface PyText {
  readonly py: 'text';
  readonly text: string;
  /** The code points of the text. */
  readonly codes: readonly number[];
}

export interface PyTuple {
  readonly py: 'tuple';
  readonly items: PyList;
}

export interface PyBytes {
  readonly py: 'bytes' | 'bytearray';
  readonly bytes: Uint8Array;
}

/** Normalised as in Python: seconds 0 to 86,399, microseconds 0 to 999,999. Only days may be negative. */
export interface PyTimedelta {
  readonly py: 'timedelta';
  readonly days: number;
  readonly seconds: number;
  readonly microseconds: number;
}

/** A subclass of dict. */
export interface PyMapping {
  readonly py: 'mapping';
  readonly name: 'OrderedDict' | 'defaultdict' | 'Counter' | 'MultiValueDict' | 'QueryDict';
  readonly entries: PyDict;
  /** All values of each key, where `entries` has the last ones. */
  readonly lists?: PyDict;
  /** The repr of a defaultdict's first argument. */
  readonly factory?: string;
}

/** A class by its `__module__` and `__qualname__`. Both may be any text, since the writer of the row chooses them. */
export interface PyClass {
  readonly module: string;
  readonly qualname: string;
}

/** An exception object, in the form that pickle stores. */
export interface PyException {
  readonly py: 'exception';
  readonly type: PyClass;
  readonly args: PyList;
  /** Returns the repr, or throws if `__repr__` raises. Absent if the repr is `Name(args)`. */
  readonly repr?: () => string;
  /** Returns the str, or throws if `__str__` raises. Absent if the str is that of its arguments. */
  readonly str?: () => string;
  /** The `__dict__` of the exception, for classes whose repr depends on it. */
  readonly attributes?: Map<PyValue, PyValue>;
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
  /** Microseconds east of UTC. Null for a naive time. */
  readonly offset: number | null;
  /** The repr of the time zone. Absent if the zone is a fixed offset. */
  readonly zone?: string;
  readonly fold: 0 | 1;
}

export interface PyTime extends ClockTime {
  readonly py: 'time';
}

export interface PyDateTime extends ClockTime, Omit<PyDate, 'py'> {
  readonly py: 'datetime';
}

/** Represents -0.0 as a dict key: a Map treats the number -0 as 0. */
export const NEGATIVE_ZERO: Extract<PyTagged, { py: 'other' }> = { py: 'other', text: '-0.0', truthy: false };

export function isList(value: PyValue): value is PyList {
  return Array.isArray(value);
}

export function isDict(value: PyValue): value is PyDict {
  return value instanceof Map;
}

export function isTagged(value: PyValue): value is PyTagged {
  return typeof value === 'object' && value !== null && 'py' in value;
}

export function isTuple(value: PyValue): value is PyTuple {
  return isTagged(value) && value.py === 'tuple';
}

/** Python's `isinstance(value, bytes)`: false for a bytearray. */
export function isBytes(value: PyValue): value is PyBytes {
  return isTagged(value) && value.py === 'bytes';
}

export function isException(value: PyValue): value is PyException {
  return isTagged(value) && value.py === 'exception';
}

const UNHASHABLE: ReadonlySet<string> = new Set(['set', 'bytearray', 'deque', 'mapping']);

/** Whether the value may be a dict key or a set's item. The items of a tuple are not checked. */
export function isHashable(value: PyValue): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return isTagged(value) && !UNHASHABLE.has(value.py);
}

/** Python's `bool(value)`. */
export function isTruthy(value: PyValue): boolean {
  // NaN is true in Python
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
