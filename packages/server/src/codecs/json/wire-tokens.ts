import { floatJson } from '../python/float.ts';
import { MAX_INT_DIGITS } from './read.ts';

/** Tokens of JSON as Python writes them, and no other way of writing the same. */

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What stands in a string for itself. */
const IS_PLAIN = table((code) => code >= 0x20 && code <= 0x7e && code !== QUOTE && code !== BACKSLASH);

/** What a number is made of. */
const IS_NUMERIC = table((code) => '0123456789+-.eE'.includes(String.fromCharCode(code)));

function table(holds: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => Number(holds(code)));
}

/** Characters of the longest escape. */
const LONGEST_ESCAPE = 6;

/**
 * Where the string ends that goes on at `from`: the place of its quote. Or how far it goes, where `to` cuts it off; or -1 where Python would not escape it so.
 */
export function stringEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  for (;;) {
    while (at < to && IS_PLAIN[bytes[at] ?? 0] === 1) at += 1;
    if (at >= to || bytes[at] === QUOTE) return at;
    if (bytes[at] !== BACKSLASH) return -1;
    const length = escapeLength(bytes, at + 1);
    if (length === 0) return at + LONGEST_ESCAPE > to ? at : -1;
    at += 1 + length;
    if (at > to) return at - 1 - length;
  }
}

const LETTER_U = 0x75;
const IS_SHORT_ESCAPE = table((code) => '"\\bfnrt'.includes(String.fromCharCode(code)));
const UNICODE_ESCAPE = /^(?:00(?:[01][0-9a-f]|7f|[89a-f][0-9a-f])|0[1-9a-f][0-9a-f]{2}|[1-9a-f][0-9a-f]{3})/;
/** These have a short form: \b \t \n \f \r. */
const NEVER_UNICODE: ReadonlySet<string> = new Set(['0008', '0009', '000a', '000c', '000d']);

/** Length of what stands behind a backslash; 0 where Python writes it otherwise. */
function escapeLength(bytes: Buffer, at: number): number {
  const code = bytes[at] ?? 0;
  if (IS_SHORT_ESCAPE[code] === 1) return 1;
  if (code !== LETTER_U) return 0;
  const digits = bytes.toString('latin1', at + 1, at + 5);
  return UNICODE_ESCAPE.test(digits) && !NEVER_UNICODE.has(digits) ? 5 : 0;
}

/** FNV-1a of 32 bits. */
export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}

/** Words by the code of their first character. */
const WORDS: readonly (Uint8Array | undefined)[] = wordsByCode([
  'null',
  'true',
  'false',
  'NaN',
  'Infinity',
  '-Infinity',
]);
/** Characters of the longest word. */
export const LONGEST_WORD = 9;

function wordsByCode(words: readonly string[]): readonly (Uint8Array | undefined)[] {
  const byCode = new Map(words.map((word) => [word.charCodeAt(0), Buffer.from(word)]));
  return Array.from({ length: 256 }, (_, code) => byCode.get(code));
}

/** Length of a word that is a value; 0 for anything else. */
export function wordLength(bytes: Uint8Array, at: number, to: number): number {
  const word = WORDS[bytes[at] ?? 0];
  return word !== undefined && at + word.length <= to && startsWith(bytes, at, word) ? word.length : 0;
}

function startsWith(bytes: Uint8Array, from: number, word: Uint8Array): boolean {
  for (let at = 1; at < word.length; at += 1) if (bytes[from + at] !== word[at]) return false;
  return true;
}

/** Where the characters end that a number may be made of. */
export function numberEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && IS_NUMERIC[bytes[at] ?? 0] === 1) at += 1;
  return at;
}

const FLOAT = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** Whether the bytes are a number as Python writes it. */
export function isNumber(bytes: Buffer, from: number, to: number): boolean {
  const start = bytes[from] === MINUS ? from + 1 : from;
  const point = endOfDigits(bytes, start, to);
  const whole = point - start;
  if (whole === 0 || (whole > 1 && bytes[start] === ZERO)) return false;
  // -0 is 0
  if (point === to) return to - from <= MAX_INT_DIGITS && !(start > from && bytes[start] === ZERO);
  if (bytes[point] === POINT && isUsualFloat(bytes, { start, point, to })) return true;
  const text = bytes.toString('latin1', from, to);
  return FLOAT.test(text) && floatJson(Number(text)) === text;
}

/** Significant digits that every double keeps. */
const KEPT_DIGITS = 15;
/** Zeros behind the point of a number below 1 that Python does not write with an exponent. */
const MOST_ZEROS = 3;

interface Parts {
  readonly start: number;
  readonly point: number;
  readonly to: number;
}

/** A number of so few digits that nobody has to read and write it to see that it stays the same, such as `19.25` or `3.0`. */
function isUsualFloat(bytes: Buffer, { start, point, to }: Parts): boolean {
  const fraction = to - point - 1;
  if (fraction === 0 || endOfDigits(bytes, point + 1, to) !== to || to - start - 1 > KEPT_DIGITS) return false;
  if (bytes[to - 1] === ZERO) return fraction === 1;
  let zeros = 0;
  if (bytes[start] === ZERO) while (bytes[point + 1 + zeros] === ZERO) zeros += 1;
  return zeros <= MOST_ZEROS;
}

function endOfDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] ?? 0) >= ZERO && (bytes[at] ?? 0) <= NINE) at += 1;
  return at;
}
