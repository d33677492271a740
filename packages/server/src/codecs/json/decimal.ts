import { isList, type PyValue } from '../value.ts';

const NUMBER = /^([+-])?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;
const SPECIAL = /^([+-])?(?:(inf(?:inity)?)|(s?nan)(\d*))$/i;

/** `str(Decimal(value))`, or undefined where the constructor raises. */
export function decimalText(value: PyValue): string | undefined {
  if (typeof value === 'string') return fromText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return fromFloat(value);
  if (isList(value)) return fromTuple(value);
  return typeof value === 'object' && value !== null && 'py' in value && value.py === 'decimal'
    ? value.text
    : undefined;
}

function fromText(text: string): string | undefined {
  const clean = text.trim().replaceAll('_', '');
  const special = SPECIAL.exec(clean);
  if (special) return specialText(special);
  const found = NUMBER.exec(clean);
  if (!found) return undefined;
  const [, sign, whole, fraction, onlyFraction, exponent] = found;
  const decimals = fraction ?? onlyFraction ?? '';
  return scientific(sign === '-', (whole ?? '') + decimals, Number(exponent ?? 0) - decimals.length);
}

function specialText([, sign, infinity, nan = '', payload = '']: RegExpExecArray): string {
  const minus = sign === '-' ? '-' : '';
  if (infinity !== undefined) return `${minus}Infinity`;
  return `${minus}${nan.toLowerCase() === 'snan' ? 'sNaN' : 'NaN'}${payload.replace(/^0+/, '')}`;
}

/** The General Decimal Arithmetic's to-scientific-string, which `str()` writes. */
function scientific(negative: boolean, digits: string, exponent: number): string {
  const coefficient = digits.replace(/^0+(?=\d)/, '');
  const adjusted = exponent + coefficient.length - 1;
  const sign = negative ? '-' : '';
  if (exponent > 0 || adjusted < -6) {
    const point = coefficient.length > 1 ? `${coefficient[0]}.${coefficient.slice(1)}` : coefficient;
    return `${sign}${point}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`;
  }
  if (exponent === 0) return sign + coefficient;
  const padded = coefficient.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** Exact: every binary fraction has a finite decimal form. */
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
  return scientific(negative, String(BigInt(whole) * 5n ** BigInt(power)), -power);
}

/** `Decimal([sign, [digits], exponent])` */
function fromTuple(parts: readonly PyValue[]): string | undefined {
  const [sign, digits, exponent] = parts;
  if (parts.length !== 3 || (sign !== 0n && sign !== 1n) || digits === undefined || !isList(digits)) return undefined;
  if (!digits.every((digit) => typeof digit === 'bigint' && digit >= 0n && digit <= 9n)) return undefined;
  if (exponent === 'F') return sign === 1n ? '-Infinity' : 'Infinity';
  if (typeof exponent !== 'bigint') return undefined;
  return scientific(sign === 1n, digits.join('') || '0', Number(exponent));
}
