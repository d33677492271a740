import { isTagged, type PyValue } from '../value.ts';

/** The options of a conversion. */
export interface FormatSpec {
  readonly flags: string;
  readonly precision: number | undefined;
  readonly kind: string;
}

/** A converted value. The sign and the base prefix come before the zeros that fill the width. */
export interface Formatted {
  readonly prefix: string;
  readonly digits: string;
  readonly isNumber: boolean;
}

/** Python's `operator.index`: accepts an int or a bool. */
export function asIndex(value: PyValue): bigint | undefined {
  return typeof value === 'bigint' || typeof value === 'boolean' ? BigInt(value) : undefined;
}

/** `int(value)` of a number. Undefined if Python raises. */
export function asWhole(value: PyValue): bigint | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
  if (!isTagged(value) || value.py !== 'decimal') return asIndex(value);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]\d+))?$/.exec(value.text) ?? [];
  const places = Number(exponent);
  // a larger exponent could need any amount of memory
  if (whole === '' || places > MAX_PLACES) return undefined;
  const digits = places < 0 ? whole.slice(0, Math.max(0, whole.length + places)) : wholeDigits(whole, fraction, places);
  return BigInt(`${digits || '0'}`) * (sign === '-' ? -1n : 1n);
}

const MAX_PLACES = 10_000;

function wholeDigits(whole: string, fraction: string, places: number): string {
  return whole + fraction.slice(0, places).padEnd(places, '0');
}

/** `float(value)` of a number. */
export function asNumber(value: PyValue): number | undefined {
  if (isTagged(value) && value.py === 'decimal') return /sNaN/.test(value.text) ? undefined : numberOf(value.text);
  const number = typeof value === 'number' ? value : asIndex(value);
  if (number === undefined) return undefined;
  return typeof number === 'bigint' && !Number.isFinite(Number(number)) ? undefined : Number(number);
}

function numberOf(text: string): number {
  return text.includes('NaN') ? Number.NaN : Number(text);
}

/** An integer as `%d`, `%o`, `%x` and `%X` write it. */
export function formatInt(value: bigint, { flags, precision = 0, kind }: FormatSpec): Formatted {
  const size = value < 0n ? -value : value;
  const text = size.toString(kind === 'o' ? 8 : kind === 'x' || kind === 'X' ? 16 : 10);
  const base = flags.includes('#') && 'oxX'.includes(kind) ? `0${kind}` : '';
  const digits = (kind === 'X' ? text.toUpperCase() : text).padStart(precision, '0');
  return { prefix: signOf(value < 0n, flags) + base, digits, isNumber: true };
}

function signOf(isNegative: boolean, flags: string): string {
  if (isNegative) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

/** A float as `%e`, `%f` and `%g` write it: its exact value, rounded half to even. */
export function formatFloat(value: number, { flags, precision = 6, kind }: FormatSpec): Formatted {
  const isNegative = value < 0 || Object.is(value, -0);
  const prefix = signOf(isNegative, flags);
  const hasPoint = flags.includes('#');
  const lower = Number.isFinite(value)
    ? DIGITS[kind.toLowerCase() as 'e' | 'f' | 'g'](exactDecimal(Math.abs(value)), precision, hasPoint)
    : Number.isNaN(value)
      ? 'nan'
      : 'inf';
  const digits = kind === kind.toUpperCase() ? lower.toUpperCase() : lower;
  return { prefix, digits, isNumber: true };
}

/** A number as its digits, and the number of digits before the point. Zero has the digit 0. */
interface Exact {
  readonly digits: string;
  readonly point: number;
}

/** Converts a float to its exact digits: every binary fraction has a finite decimal form. */
function exactDecimal(value: number): Exact {
  let places = 0;
  let whole = value;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    places += 1;
  }
  const digits = String(BigInt(whole) * 5n ** BigInt(places));
  return value === 0 ? { digits: '0', point: 1 } : { digits, point: digits.length - places };
}

/** Rounds half to even, to this many digits. */
function roundTo({ digits, point }: Exact, count: number): Exact {
  if (count < 0) return { digits: '0', point };
  if (count >= digits.length) return { digits: digits.padEnd(count, '0'), point };
  const kept = BigInt(`0${digits.slice(0, count)}`);
  const [next = '0'] = digits.slice(count);
  const isTie = next === '5' && /^0*$/.test(digits.slice(count + 1));
  const isUp = isTie ? kept % 2n === 1n : next >= '5';
  const rounded = String(isUp ? kept + 1n : kept).padStart(count, '0');
  return { digits: rounded, point: point + rounded.length - count };
}

type WriteDigits = (exact: Exact, precision: number, hasPoint: boolean) => string;

const fixed: WriteDigits = (exact, precision, hasPoint) => {
  const { digits, point } = roundTo(exact, exact.point + precision);
  const all = exact.point + precision < 0 ? '0'.repeat(precision + 1) : digits.padStart(precision + 1, '0');
  const end = exact.point + precision < 0 ? 1 : Math.max(point, all.length - precision);
  const fraction = all.slice(end);
  return `${all.slice(0, end)}${fraction !== '' || hasPoint ? '.' : ''}${fraction}`;
};

const scientific: WriteDigits = (exact, precision, hasPoint) => {
  const { digits, point } = roundTo(exact, precision + 1);
  const exponent = /^0*$/.test(exact.digits) ? 0 : point - 1;
  const fraction = digits.slice(1, precision + 1);
  const mark = fraction !== '' || hasPoint ? '.' : '';
  return `${digits[0]}${mark}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
};

const general: WriteDigits = (exact, precision, hasPoint) => {
  const count = precision || 1;
  const exponent = /^0*$/.test(exact.digits) ? 0 : roundTo(exact, count).point - 1;
  const text =
    exponent < -4 || exponent >= count
      ? scientific(exact, count - 1, hasPoint)
      : fixed(exact, count - 1 - exponent, hasPoint);
  return hasPoint ? text : text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
};

const DIGITS: Readonly<Record<'e' | 'f' | 'g', WriteDigits>> = { e: scientific, f: fixed, g: general };
