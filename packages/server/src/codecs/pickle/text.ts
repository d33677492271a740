import { DecodeFault } from '../fault.ts';

/** `raw-unicode-escape`, as protocol 0 writes text: only `\u` and `\U` behind an odd number of backslashes are escapes. */
export function rawUnicodeEscape(latin1: string): string {
  return latin1.replace(/(\\+)(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[uU])?/g, (whole, slashes: string, code?: string) => {
    if (code === undefined || slashes.length % 2 === 0) return whole;
    const point = Number.parseInt(code.slice(1), 16);
    if (Number.isNaN(point) || point > 0x10ffff) throw new DecodeFault('pickle', 'a \\u without its digits');
    return slashes.slice(1) + String.fromCodePoint(point);
  });
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

/** A quoted string of Python 2, of which only ASCII can be read. */
export function quotedString(line: string): string {
  const text = line.trimEnd();
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote))
    throw new DecodeFault('pickle', 'a string without its quotes');
  const unescaped = text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (whole, code: string) => {
    if (/^x./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
    return ESCAPES.get(code) ?? whole;
  });
  return ascii(unescaped);
}

/** Python 2's str is read as ASCII. */
export function ascii(text: string): string {
  for (let at = 0; at < text.length; at += 1)
    if (text.charCodeAt(at) > 0x7f) throw new DecodeFault('pickle', 'a string of Python 2 that is no ASCII');
  return text;
}
