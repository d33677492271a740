import { MAX_INT_DIGITS } from '../json/read.ts';

/** A base 60 number with more places has too many digits for Python to write. */
const MAX_BASE_60_PLACES = 3_000;

/** The characters that `int()` and `float()` strip. */
const BLANKS = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*';
const number = (pattern: string): RegExp => new RegExp(`^${BLANKS}([-+]?)(?:${pattern})${BLANKS}$`, 'i');
/** The texts that `int()` accepts for each base, and the prefix that JavaScript's BigInt needs. */
const BASES = {
  2: { pattern: number('(?:0b)?([01]+)'), prefix: '0b' },
  8: { pattern: number('(?:0o)?([0-7]+)'), prefix: '0o' },
  10: { pattern: number('(\\d+)'), prefix: '' },
  16: { pattern: number('(?:0x)?([\\da-f]+)'), prefix: '0x' },
} as const;
const FLOAT = number('((?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[-+]?\\d+)?)|(inf(?:inity)?)|(nan)');

/** The value of an int scalar. Undefined if PyYAML raises, and for non-ASCII digits. */
export function intValue(scalar: string): bigint | undefined {
  const { sign, size: text } = splitSign(scalar.replaceAll('_', ''));
  const size = intSize(text);
  return size !== undefined && sign === '-' ? -size : size;
}

function splitSign(text: string): { sign: string; size: string } {
  const sign = text.startsWith('-') || text.startsWith('+') ? text.slice(0, 1) : '';
  return { sign, size: text.slice(sign.length) };
}

function intSize(text: string): bigint | undefined {
  if (text.startsWith('0b')) return pythonInt(text.slice(2), 2);
  if (text.startsWith('0x')) return pythonInt(text.slice(2), 16);
  if (text.startsWith('0')) return pythonInt(text, 8);
  const places = text.split(':');
  if (places.length > MAX_BASE_60_PLACES) return undefined;
  let sum = 0n;
  for (const place of places) {
    const digits = pythonInt(place, 10);
    if (digits === undefined) return undefined;
    sum = sum * 60n + digits;
  }
  return sum;
}

/** `int(text, base)`: it allows a sign, surrounding blanks, and the prefix of the base. */
function pythonInt(text: string, base: keyof typeof BASES): bigint | undefined {
  const { pattern, prefix } = BASES[base];
  const [, sign, digits] = pattern.exec(text) ?? [];
  if (digits === undefined || (base === 10 && digits.length > MAX_INT_DIGITS)) return undefined;
  const size = BigInt(prefix + digits);
  return sign === '-' ? -size : size;
}

/** The value of a float scalar. Undefined if PyYAML raises, and for non-ASCII digits. */
export function floatValue(scalar: string): number | undefined {
  const { sign, size: text } = splitSign(scalar.replaceAll('_', '').toLowerCase());
  const size = floatSize(text);
  return size !== undefined && sign === '-' ? -size : size;
}

function floatSize(text: string): number | undefined {
  if (text === '.inf') return Number.POSITIVE_INFINITY;
  if (text === '.nan') return Number.NaN;
  let sum = 0;
  let unit = 1n;
  for (const place of text.split(':').reverse()) {
    const digits = pythonFloat(place);
    // Python converts the unit to a float, and raises if it is infinite
    if (digits === undefined || Number(unit) === Number.POSITIVE_INFINITY) return undefined;
    sum += digits * Number(unit);
    unit *= 60n;
  }
  return sum;
}

/** `float(text)` */
function pythonFloat(text: string): number | undefined {
  const [found, sign, decimal, infinite] = FLOAT.exec(text) ?? [];
  if (found === undefined) return undefined;
  const size = decimal !== undefined ? Number(decimal) : infinite !== undefined ? Number.POSITIVE_INFINITY : Number.NaN;
  return sign === '-' ? -size : size;
}
