import { DecodeError } from '../errors.ts';
import { pushCodes, textOfCodes } from '../python/code-points.ts';
import type { PyText } from '../value.ts';

/**
 * Decodes `raw-unicode-escape`, the text form of protocol 0. Only `\u` and `\U` after an odd number of backslashes are
 * escapes.
 */
export function decodeRawUnicodeEscape(latin1: string): string | PyText {
  const codes: number[] = [];
  let from = 0;
  for (const found of latin1.matchAll(/(\\+)(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[uU])?/g)) {
    const [whole, slashes = '', code] = found;
    if (code === undefined || slashes.length % 2 === 0) continue;
    const point = Number.parseInt(code.slice(1), 16);
    if (Number.isNaN(point) || point > 0x10ffff) throw new DecodeError('pickle', 'a \\u without its digits');
    pushCodes(codes, latin1.slice(from, found.index) + slashes.slice(1));
    codes.push(point);
    from = found.index + whole.length;
  }
  pushCodes(codes, latin1.slice(from));
  return textOfCodes(codes);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** Decodes a quoted string of Python 2. @throws DecodeError if it is not ASCII */
export function decodeQuoted(line: string): string {
  const text = line.trimEnd();
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote))
    throw new DecodeError('pickle', 'a string without its quotes');
  const unescaped = text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (whole, code: string) => {
    if (/^x./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
    return ESCAPES.get(code) ?? whole;
  });
  return checkAscii(unescaped);
}

/** Checks that a text is ASCII: Python 3 reads a str of Python 2 as ASCII. @throws DecodeError */
export function checkAscii(text: string): string {
  for (let at = 0; at < text.length; at += 1)
    if (text.charCodeAt(at) > 0x7f) throw new DecodeError('pickle', 'a string of Python 2 that is not ASCII');
  return text;
}
