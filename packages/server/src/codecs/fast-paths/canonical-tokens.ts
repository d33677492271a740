import { MAX_INT_DIGITS } from '../json/read.ts';
import { floatJson } from '../python/float.ts';

// Tokens of canonical JSON, in the form that Python writes. Python can read more forms of the same values.

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** By character code: 1 if Python writes the character unescaped. */
const IS_PLAIN = table((code) => code >= 0x20 && code <= 0x7e && code !== QUOTE && code !== BACKSLASH);

/** By character code: 1 for the characters of numbers. */
const IS_NUMERIC = table((code) => '0123456789+-.eE'.includes(String.fromCharCode(code)));

function table(test: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => Number(test(code)));
}

/** Length of `\uNNNN`. */
const MAX_ESCAPE_CHARS = 6;

/**
 * Finds the end of a string.
 *
 * @param from offset of a character inside the string
 * @returns offset of the closing quote, or -1 if Python would escape the string differently. If the string extends
 * beyond `to`, it is the offset at which the next chunk continues.
 */
export function stringEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  for (;;) {
    while (at < to && IS_PLAIN[bytes[at] ?? 0] === 1) at += 1;
    if (at >= to || bytes[at] === QUOTE) return at;
    if (bytes[at] !== BACKSLASH) return -1;
    const length = escapeLength(bytes, at + 1);
    if (length === 0) return at + MAX_ESCAPE_CHARS > to ? at : -1;
    at += 1 + length;
    if (at > to) return at - 1 - length;
  }
}

const LETTER_U = 0x75;
const IS_SHORT_ESCAPE = table((code) => '"\\bfnrt'.includes(String.fromCharCode(code)));
const UNICODE_ESCAPE = /^(?:00(?:[01][0-9a-f]|7f|[89a-f][0-9a-f])|0[1-9a-f][0-9a-f]{2}|[1-9a-f][0-9a-f]{3})/;
/** Python writes these as \b \t \n \f \r. */
const NEVER_UNICODE: ReadonlySet<string> = new Set(['0008', '0009', '000a', '000c', '000d']);

/** Length of an escape without its backslash. 0 if Python writes the character differently. */
function escapeLength(bytes: Buffer, at: number): number {
  const code = bytes[at] ?? 0;
  if (IS_SHORT_ESCAPE[code] === 1) return 1;
  if (code !== LETTER_U) return 0;
  const digits = bytes.toString('latin1', at + 1, at + 5);
  return UNICODE_ESCAPE.test(digits) && !NEVER_UNICODE.has(digits) ? 5 : 0;
}

/** Hashes the bytes between two offsets: FNV-1a, 32 bits. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}

/** Words by the character code of their first letter. */
const WORDS: readonly (Uint8Array | undefined)[] = wordsByCode([
  'null',
  'true',
  'false',
  'NaN',
  'Infinity',
  '-Infinity',
]);
/** Length of `-Infinity`. */
export const MAX_WORD_CHARS = 9;

function wordsByCode(words: readonly string[]): readonly (Uint8Array | undefined)[] {
  const byCode = new Map(words.map((word) => [word.charCodeAt(0), Buffer.from(word)]));
  return Array.from({ length: 256 }, (_, code) => byCode.get(code));
}

/** Length of the word at an offset. 0 if no word starts there. */
export function wordLength(bytes: Uint8Array, at: number, to: number): number {
  const word = WORDS[bytes[at] ?? 0];
  return word !== undefined && at + word.length <= to && startsWith(bytes, at, word) ? word.length : 0;
}

function startsWith(bytes: Uint8Array, from: number, word: Uint8Array): boolean {
  for (let at = 1; at < word.length; at += 1) if (bytes[from + at] !== word[at]) return false;
  return true;
}

/** Finds the end of consecutive characters that can be part of a number. */
export function numberEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && IS_NUMERIC[bytes[at] ?? 0] === 1) at += 1;
  return at;
}

const FLOAT = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** Whether the bytes are a number in the form that Python writes. */
export function isNumber(bytes: Buffer, from: number, to: number): boolean {
  const start = bytes[from] === MINUS ? from + 1 : from;
  const point = endOfDigits(bytes, start, to);
  const whole = point - start;
  if (whole === 0 || (whole > 1 && bytes[start] === ZERO)) return false;
  // Python reads -0 as the int 0
  if (point === to) return to - from <= MAX_INT_DIGITS && !(start > from && bytes[start] === ZERO);
  if (bytes[point] === POINT && isShortFloat(bytes, { start, point, to })) return true;
  const text = bytes.toString('latin1', from, to);
  return FLOAT.test(text) && floatJson(Number(text)) === text;
}

/** A double preserves every number of up to 15 significant digits. */
const MAX_EXACT_DIGITS = 15;
/** For numbers below 1, Python writes an exponent if more zeros follow the point. */
const MAX_LEADING_ZEROS = 3;

/** Offsets of a float's first digit, its point and its end. */
interface FloatOffsets {
  readonly start: number;
  readonly point: number;
  readonly to: number;
}

/**
 * Fast path for comparing a float with its repr: true for floats with few digits, such as `19.25` or `3.0`. Their repr
 * is the same text.
 */
function isShortFloat(bytes: Buffer, { start, point, to }: FloatOffsets): boolean {
  const fraction = to - point - 1;
  if (fraction === 0 || endOfDigits(bytes, point + 1, to) !== to || to - start - 1 > MAX_EXACT_DIGITS) return false;
  if (bytes[to - 1] === ZERO) return fraction === 1;
  let zeros = 0;
  if (bytes[start] === ZERO) while (bytes[point + 1 + zeros] === ZERO) zeros += 1;
  return zeros <= MAX_LEADING_ZEROS;
}

function endOfDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] ?? 0) >= ZERO && (bytes[at] ?? 0) <= NINE) at += 1;
  return at;
}
