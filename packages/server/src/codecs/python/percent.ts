import { DecodeError } from '../errors.ts';
import { isDict, isList, isTagged, isTuple, type PyList, type PyValue } from '../value.ts';
import {
  asIndex,
  asNumber,
  asWhole,
  type FormatSpec,
  type Formatted,
  formatFloat,
  formatInt,
} from './format-number.ts';
import { asciiRepr, repr, str } from './repr.ts';

/**
 * Python's `left % right` for a str or a number. Undefined if it raises. A lazy text of Django has its own formatting.
 */
export function percent(left: PyValue, right: PyValue): PyValue | undefined {
  if (typeof left === 'string') return format(left, right);
  return isTagged(left) && left.py === 'other' && left.format ? left.format(right) : remainder(left, right);
}

/** One conversion: key, flags, width, precision, a length (ignored), and the kind. */
const CONVERSION = /%(?:\((KEY)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.|$)/su;
/** A key may contain balanced parentheses. Up to four levels are matched. */
const KEY = Array.from({ length: 4 }).reduce<string>((inner) => `(?:[^()]|\\(${inner}\\))*`, '[^()]*');
const CONVERSIONS = new RegExp(CONVERSION.source.replace('KEY', KEY), 'gsu');

/** Longer fields are refused: a short format could otherwise create a text of any length. */
const MAX_WIDTH = 1_000_000;
/** Largest number of characters of all fields together. */
const MAX_LENGTH = 16_000_000;

function tooLong(): DecodeError {
  return new DecodeError('repr', 'a format with too many characters');
}

/** The arguments of a format. */
class Arguments {
  readonly #right: PyValue;
  readonly #items: PyList;
  #taken = 0;

  constructor(right: PyValue) {
    this.#right = right;
    this.#items = isTuple(right) ? right.items : [right];
  }

  next(): PyValue | undefined {
    this.#taken += 1;
    return this.#items[this.#taken - 1];
  }

  /** Undefined if there is no mapping, or if the mapping has no such key. */
  named(key: string): PyValue | undefined {
    if (isDict(this.#right)) return this.#right.get(key);
    return isTagged(this.#right) && this.#right.py === 'mapping' ? this.#right.entries.get(key) : undefined;
  }

  /** Whether all arguments are used. Python ignores unused values of objects with items. */
  get isUsedUp(): boolean {
    const right = this.#right;
    const hasItems =
      isDict(right) || isList(right) || (isTagged(right) && (right.py === 'mapping' || 'bytes' in right));
    return hasItems || this.#taken >= this.#items.length;
  }
}

function format(text: string, right: PyValue): string | undefined {
  const args = new Arguments(right);
  let raises = false;
  let length = 0;
  const formatted = text.replace(CONVERSIONS, (_, ...groups: (string | undefined)[]) => {
    const converted = raises ? undefined : convertNext(args, groups);
    raises ||= converted === undefined;
    length += converted?.length ?? 0;
    if (length > MAX_LENGTH) throw tooLong();
    return converted ?? '';
  });
  return raises || !args.isUsedUp ? undefined : formatted;
}

function convertNext(args: Arguments, groups: readonly (string | undefined)[]): string | undefined {
  const [key, flags = '', widthText, precisionText, kind = ''] = groups;
  const named = key === undefined ? undefined : args.named(key);
  // with a key, the format has only one value, so a star has no argument
  if (key !== undefined && (named === undefined || widthText === '*' || precisionText === '*')) return undefined;
  const width = sizeOf(args, widthText, 0);
  const precision = precisionText === undefined ? undefined : sizeOf(args, precisionText, 0);
  if (width === undefined || (precisionText !== undefined && precision === undefined)) return undefined;
  if (kind === '%') return '%';
  const value = key === undefined ? args.next() : named;
  const isLeft = flags.includes('-') || width < 0;
  if (value === undefined || kind === '') return undefined;
  const parts = convert(value, {
    flags,
    precision: precision === undefined ? undefined : Math.max(0, precision),
    kind,
  });
  return parts && pad(parts, { width: Math.abs(width), isLeft, hasZeros: flags.includes('0') });
}

/** Reads a width or a precision. Undefined if Python raises. @throws DecodeError if it is too large */
function sizeOf(args: Arguments, text: string | undefined, absent: number): number | undefined {
  if (text === undefined || text === '') return absent;
  const given = text === '*' ? asIndex(args.next() ?? null) : BigInt(text);
  if (given === undefined) return undefined;
  if (given > MAX_WIDTH || given < -MAX_WIDTH) throw tooLong();
  return Number(given);
}

const plain = (digits: string): Formatted => ({ prefix: '', digits, isNumber: false });

function convert(value: PyValue, spec: FormatSpec): Formatted | undefined {
  const { kind, precision } = spec;
  if (kind === 's' || kind === 'r' || kind === 'a') {
    const text = kind === 's' ? str(value) : kind === 'r' ? repr(value) : asciiRepr(value);
    return plain(precision === undefined ? text : [...text].slice(0, precision).join(''));
  }
  if (kind === 'c') return character(value);
  if ('diu'.includes(kind)) {
    const whole = asWhole(value);
    return whole === undefined ? undefined : formatInt(whole, spec);
  }
  if ('oxX'.includes(kind)) {
    const whole = asIndex(value);
    return whole === undefined ? undefined : formatInt(whole, spec);
  }
  if (!'eEfFgG'.includes(kind)) return undefined;
  const number = asNumber(value);
  return number === undefined ? undefined : formatFloat(number, spec);
}

function character(value: PyValue): Formatted | undefined {
  if (typeof value === 'string') return [...value].length === 1 ? plain(value) : undefined;
  const code = asIndex(value);
  return code !== undefined && code >= 0n && code <= 0x10ffffn ? plain(String.fromCodePoint(Number(code))) : undefined;
}

interface Padding {
  readonly width: number;
  readonly isLeft: boolean;
  readonly hasZeros: boolean;
}

function pad({ prefix, digits, isNumber }: Formatted, { width, isLeft, hasZeros }: Padding): string {
  const missing = Math.max(0, width - [...prefix, ...digits].length);
  if (isLeft) return prefix + digits + ' '.repeat(missing);
  return hasZeros && isNumber ? prefix + '0'.repeat(missing) + digits : ' '.repeat(missing) + prefix + digits;
}

/** Returns the remainder. In Python it has the sign of the divisor. */
function remainder(left: PyValue, right: PyValue): PyValue | undefined {
  const [a, b] = [toNumber(left), toNumber(right)];
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === 'bigint' && typeof b === 'bigint') return ((a % b) + b) % b;
  const [dividend, divisor] = [Number(a), Number(b)];
  if (!Number.isFinite(divisor) && Number.isFinite(dividend) && dividend !== 0)
    return Math.sign(dividend) === Math.sign(divisor) ? dividend : divisor;
  const rest = dividend % divisor;
  if (rest === 0) return divisor < 0 ? -0 : 0;
  return Math.sign(rest) === Math.sign(divisor) ? rest : rest + divisor;
}

function toNumber(value: PyValue): bigint | number | undefined {
  if (typeof value === 'boolean') return BigInt(value);
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}
