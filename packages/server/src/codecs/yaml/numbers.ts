import { MAX_INT_DIGITS } from '../json/read.ts';

/** A number in base 60 of more parts has too many digits for Python to write. */
const MAX_PARTS = 3_000;

/** What `int()` and `float()` strip. */
const BLANKS = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*';
const number = (pattern: string): RegExp => new RegExp(`^${BLANKS}([-+]?)(?:${pattern})${BLANKS}$`, 'i');
/** What `int()` takes in a base, and how JavaScript marks that base. */
const BASES = {
  2: { pattern: number('(?:0b)?([01]+)'), mark: '0b' },
  8: { pattern: number('(?:0o)?([0-7]+)'), mark: '0o' },
  10: { pattern: number('(\\d+)'), mark: '' },
  16: { pattern: number('(?:0x)?([\\da-f]+)'), mark: '0x' },
} as const;
const FLOAT = number('((?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[-+]?\\d+)?)|(inf(?:inity)?)|(nan)');

/** The value of an int scalar; undefined where PyYAML raises. Digits outside ASCII are not read. */
export function intValue(scalar: string): bigint | undefined {
  const { sign, size: text } = signed(scalar.replaceAll('_', ''));
  const size = intSize(text);
  return size !== undefined && sign === '-' ? -size : size;
}

function signed(text: string): { sign: string; size: string } {
  const sign = text.startsWith('-') || text.startsWith('+') ? text.slice(0, 1) : '';
  return { sign, size: text.slice(sign.length) };
}

function intSize(text: string): bigint | undefined {
  if (text.startsWith('0b')) return pythonInt(text.slice(2), 2);
  if (text.startsWith('0x')) return pythonInt(text.slice(2), 16);
  if (text.startsWith('0')) return pythonInt(text, 8);
  const parts = text.split(':');
  if (parts.length > MAX_PARTS) return undefined;
  let sum = 0n;
  for (const part of parts) {
    const digits = pythonInt(part, 10);
    if (digits === undefined) return undefined;
    sum = sum * 60n + digits;
  }
  return sum;
}

/** `int(text, base)`, which allows a sign, blanks around it, and the prefix of the base. */
function pythonInt(text: string, base: keyof typeof BASES): bigint | undefined {
  const { pattern, mark } = BASES[base];
  const [, sign, digits] = pattern.exec(text) ?? [];
  if (digits === undefined || (base === 10 && digits.length > MAX_INT_DIGITS)) return undefined;
  const size = BigInt(mark + digits);
  return sign === '-' ? -size : size;
}

/** The value of a float scalar; undefined where PyYAML raises. Digits outside ASCII are not read. */
export function floatValue(scalar: string): number | undefined {
  const { sign, size: text } = signed(scalar.replaceAll('_', '').toLowerCase());
  const size = floatSize(text);
  return size !== undefined && sign === '-' ? -size : size;
}

function floatSize(text: string): number | undefined {
  if (text === '.inf') return Number.POSITIVE_INFINITY;
  if (text === '.nan') return Number.NaN;
  let sum = 0;
  let unit = 1n;
  for (const part of text.split(':').reverse()) {
    const digits = pythonFloat(part);
    // Python converts the unit to a float, and raises where that would be infinite
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
