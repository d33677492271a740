import { isList, isTagged, type PyValue } from '../value.ts';
import { asciiDigits, stripSpaces } from './spaces.ts';

const NUMBER = /^([+-])?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;
const SPECIAL = /^([+-])?(?:(inf(?:inity)?)|(s?nan)(\d*))$/i;

/** `str(Decimal(value))`. Undefined if the constructor raises. */
export function decimalText(value: PyValue): string | undefined {
  if (typeof value === 'string') return fromText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return fromFloat(value);
  if (isList(value)) return fromTuple(value);
  return isTagged(value) && value.py === 'decimal' ? value.text : undefined;
}

function fromText(text: string): string | undefined {
  // Python ignores underscores and surrounding spaces, and accepts the digits of every script
  const clean = asciiDigits(stripSpaces(text).replaceAll('_', ''));
  const special = SPECIAL.exec(clean);
  if (special) return specialText(special);
  const found = NUMBER.exec(clean);
  if (!found) return undefined;
  const [, sign, whole, fraction, onlyFraction, exponent] = found;
  const decimals = fraction ?? onlyFraction ?? '';
  return bounded(sign === '-', (whole ?? '') + decimals, toExponent(exponent) - BigInt(decimals.length));
}

function specialText([, sign, infinity, nan = '', payload = '']: RegExpExecArray): string {
  const minus = sign === '-' ? '-' : '';
  if (infinity !== undefined) return `${minus}Infinity`;
  return `${minus}${nan.toLowerCase() === 'snan' ? 'sNaN' : 'NaN'}${payload.replace(/^0+/, '')}`;
}

/** Exponents of `decimal.MAX_EMAX` and `decimal.MIN_ETINY`. */
const MAX_EXPONENT = 999_999_999_999_999_999n;
const MIN_EXPONENT = -1_999_999_999_999_999_997n;

/** Parses an exponent. Longer exponents are out of range, and parsing them would take long. */
function toExponent(text = '0'): bigint {
  const short = text.replace(/^([+-]?)0+(?=\d)/, '$1');
  return BigInt(short.length > 25 ? short.slice(0, 25) : short);
}

/** Undefined for an exponent that no Decimal has. Vectors decimal-exponent*. */
function bounded(negative: boolean, digits: string, exponent: bigint): string | undefined {
  const adjusted = exponent + BigInt(withoutZeros(digits).length - 1);
  if (adjusted > MAX_EXPONENT || exponent < MIN_EXPONENT) return undefined;
  return scientific(negative, digits, exponent);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

/** The to-scientific-string of the General Decimal Arithmetic specification, which `str()` uses. */
function scientific(negative: boolean, digits: string, exponent: bigint): string {
  const coefficient = withoutZeros(digits);
  const adjusted = exponent + BigInt(coefficient.length - 1);
  const sign = negative ? '-' : '';
  if (exponent > 0n || adjusted < -6n) {
    const point = coefficient.length > 1 ? `${coefficient[0]}.${coefficient.slice(1)}` : coefficient;
    return `${sign}${point}E${adjusted < 0n ? '' : '+'}${adjusted}`;
  }
  if (exponent === 0n) return sign + coefficient;
  const places = Number(exponent);
  const padded = coefficient.padStart(1 - places, '0');
  return `${sign}${padded.slice(0, places)}.${padded.slice(places)}`;
}

/** Converts a float exactly: every binary fraction has a finite decimal form. */
function fromFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  let power = 0;
  let whole = Math.abs(value);
  while (!Number.isInteger(whole)) {
    whole *= 2;
    power += 1;
  }
  const negative = value < 0 || Object.is(value, -0);
  return scientific(negative, String(BigInt(whole) * 5n ** BigInt(power)), BigInt(-power));
}

/** `Decimal([sign, [digits], exponent])`. Vector decimal-tuple-nan. */
function fromTuple(parts: readonly PyValue[]): string | undefined {
  const [sign = null, digits = null, exponent = null] = parts.map(toInt);
  if (parts.length !== 3 || (sign !== 0n && sign !== 1n) || !isList(digits)) return undefined;
  const numbers = digits.map(toInt);
  if (!numbers.every((digit) => typeof digit === 'bigint' && digit >= 0n && digit <= 9n)) return undefined;
  const [minus, coefficient] = [sign === 1n ? '-' : '', numbers.join('')];
  if (exponent === 'F') return `${minus}Infinity`;
  if (exponent === 'n' || exponent === 'N')
    return `${minus}${exponent === 'N' ? 'sNaN' : 'NaN'}${coefficient.replace(/^0+/, '')}`;
  return typeof exponent === 'bigint' ? bounded(sign === 1n, coefficient || '0', exponent) : undefined;
}

/** Converts a bool to an int, since a bool is an int in Python. */
function toInt(value: PyValue): PyValue {
  return typeof value === 'boolean' ? BigInt(value) : value;
}
