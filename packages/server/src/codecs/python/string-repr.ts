import { escapedCharacters } from '../../lib/unicode.ts';
import { currentProcess } from '../served-django.ts';

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

/** Matches text without quotes, escapes and non-ASCII characters. This test is several times faster than escaping. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;

/** Python's `repr` of a str: in single quotes, unless the text has `'` and no `"`. */
export function stringRepr(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = chooseQuote(text);
  return quote + escapeIn(text, quote) + quote;
}

function escapeIn(text: string, quote: string): string {
  return text.replace(escapedCharacters(currentProcess().python), (char) => {
    if (char === ' ' || ((char === "'" || char === '"') && char !== quote)) return char;
    return SHORT_ESCAPES.get(char) ?? (char === quote ? `\\${char}` : codeEscape(char.codePointAt(0) ?? 0));
  });
}

/** Python's `repr` of a str, from its code points. Two adjacent surrogates are escaped separately. */
export function codesRepr(codes: readonly number[]): string {
  const chars = codes.map((code) => String.fromCodePoint(code));
  const quote = chooseQuote(chars.join(''));
  return quote + chars.map((char) => escapeIn(char, quote)).join('') + quote;
}

/** Python's `repr` of bytes: `b'…'`. */
export function bytesRepr(bytes: Uint8Array): string {
  return escapeBytes(bytes, (char, quote) => char === quote);
}

/** Python's `repr` of a bytearray: `bytearray(b'…')`. It escapes `'` even between double quotes. */
export function bytearrayRepr(bytes: Uint8Array): string {
  return `bytearray(${escapeBytes(bytes, (char, quote) => char === quote || char === "'")})`;
}

function escapeBytes(bytes: Uint8Array, isEscaped: (char: string, quote: string) => boolean): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const quote = chooseQuote(text);
  const escaped = text.replace(/[^ -~]|[\\'"]/g, (char) => {
    if (char !== "'" && char !== '"') return SHORT_ESCAPES.get(char) ?? codeEscape(char.charCodeAt(0));
    return isEscaped(char, quote) ? `\\${char}` : char;
  });
  return `b${quote}${escaped}${quote}`;
}

function chooseQuote(text: string): string {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}

/** `\\xhh`, `\\uhhhh` or `\\Uhhhhhhhh`. */
export function codeEscape(code: number): string {
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
