import { pushCodes, textOfCodes } from '../python/code-points.ts';
import type { PyText } from '../value.ts';
import { BREAKS, type Cursor, END } from './cursor.ts';
import { foldLines } from './fold-lines.ts';

const RUN = /[^'"\\ \t\r\n\x85\u2028\u2029\uffff]*/y;
const BLANKS = /[ \t]*/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const CODE_ESCAPES: ReadonlyMap<string, RegExp> = new Map([
  ['x', /[\da-f]{2}/iy],
  ['u', /[\da-f]{4}/iy],
  ['U', /[\da-f]{8}/iy],
]);

/** Scans a scalar in single or double quotes, starting at the opening quote. */
export function scanQuoted(cursor: Cursor): string | PyText {
  const quote = cursor.peek();
  const chunks: string[] = [];
  cursor.skip();
  for (;;) {
    scanRun(cursor, quote, chunks);
    if (cursor.peek() === quote) break;
    chunks.push(scanGap(cursor));
  }
  cursor.skip();
  const text = chunks.join('');
  // an escaped lone surrogate is a separate chunk
  return chunks.some((chunk) => !chunk.isWellFormed()) ? textOfCodes(chunks.flatMap(codesOf)) : text;
}

function codesOf(text: string): readonly number[] {
  const codes: number[] = [];
  pushCodes(codes, text);
  return codes;
}

/** Scans up to a blank, the end of the line or the closing quote. */
function scanRun(cursor: Cursor, quote: string, chunks: string[]): void {
  for (;;) {
    chunks.push(cursor.take(RUN));
    const char = cursor.peek();
    if (char === '\\' && quote === '"') {
      chunks.push(scanEscape(cursor));
    } else if (char === quote && char === "'" && cursor.peek(1) === "'") {
      cursor.skip(2);
      chunks.push("'");
    } else if (char !== quote && (char === "'" || char === '"' || char === '\\')) {
      cursor.skip();
      chunks.push(char);
    } else {
      return;
    }
  }
}

function scanEscape(cursor: Cursor): string {
  cursor.skip();
  const char = cursor.peek();
  if (BREAKS.includes(char)) {
    cursor.takeBreak();
    return scanBreaks(cursor);
  }
  cursor.skip();
  const short = ESCAPES.get(char);
  if (short !== undefined) return short;
  const digits = CODE_ESCAPES.get(char);
  if (!digits) throw cursor.error('an unknown escape');
  const code = Number.parseInt(cursor.take(digits), 16);
  if (!(code <= 0x10ffff)) throw cursor.error('an escape of an invalid character');
  return String.fromCodePoint(code);
}

/** Scans blanks and line breaks between two runs. */
function scanGap(cursor: Cursor): string {
  const blanks = cursor.take(BLANKS);
  if (cursor.peek() === END) throw cursor.error('a quoted text does not end');
  const first = cursor.takeBreak();
  return first === '' ? blanks : foldLines(first, scanBreaks(cursor));
}

function scanBreaks(cursor: Cursor): string {
  let breaks = '';
  for (;;) {
    if (cursor.documentMark()) throw cursor.error('a quoted text does not end before the document does');
    cursor.take(BLANKS);
    const next = cursor.takeBreak();
    if (next === '') return breaks;
    breaks += next;
  }
}
