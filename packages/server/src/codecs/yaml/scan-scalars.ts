import { BLANKS_OR_END, BREAKS, BREAKS_OR_END, type Cursor, END } from './cursor.ts';

const BLOCK_RUN = /[^ \t\r\n\x85\u2028\u2029\uffff:]*/y;
const FLOW_RUN = /[^ \t\r\n\x85\u2028\u2029\uffff:,?[\]{}]*/y;

/**
 * A plain scalar from its first character on. In block context it ends before a line that begins left of `indent`.
 *
 * `endsLine` says whether its end is the start of another line.
 */
export function scanPlain(cursor: Cursor, inFlow: boolean, indent: number): { text: string; endsLine: boolean } {
  const parts: string[] = [];
  let gap = { text: '', endsLine: false };
  do {
    const run = cursor.peek() === '#' ? '' : plainRun(cursor, inFlow);
    if (run === '') break;
    parts.push(gap.text, run);
    gap = plainGap(cursor);
  } while (gap.text !== '' && (inFlow || cursor.column >= indent));
  return { text: parts.join(''), endsLine: gap.endsLine };
}

function plainRun(cursor: Cursor, inFlow: boolean): string {
  const stops = inFlow ? `${BLANKS_OR_END},[]{}` : BLANKS_OR_END;
  const parts: string[] = [];
  for (;;) {
    parts.push(cursor.take(inFlow ? FLOW_RUN : BLOCK_RUN));
    if (cursor.peek() !== ':' || stops.includes(cursor.peek(1))) return parts.join('');
    cursor.skip();
    parts.push(':');
  }
}

/** What lies between two runs of a plain scalar: '' where the scalar ends. A tab ends it too. */
function plainGap(cursor: Cursor): { text: string; endsLine: boolean } {
  const spaces = cursor.skipSpaces();
  const first = cursor.takeBreak();
  if (first === '') return { text: ' '.repeat(spaces), endsLine: false };
  let more = '';
  for (;;) {
    if (cursor.documentMark()) return { text: '', endsLine: true };
    cursor.skipSpaces();
    const next = cursor.takeBreak();
    if (next === '') return { text: fold(first, more), endsLine: true };
    more += next;
  }
}

/** One line break is a space, more of them are one less. */
function fold(first: string, more: string): string {
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}

const QUOTED_RUN = /[^'"\\ \t\r\n\x85\u2028\u2029\uffff]*/y;
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

/** A scalar in single or double quotes, from the opening quote on. */
export function scanQuoted(cursor: Cursor): string {
  const quote = cursor.peek();
  const parts: string[] = [];
  cursor.skip();
  for (;;) {
    quotedRun(cursor, quote, parts);
    if (cursor.peek() === quote) break;
    parts.push(quotedGap(cursor));
  }
  cursor.skip();
  return parts.join('');
}

/** Up to a blank, the end of the line or the closing quote. */
function quotedRun(cursor: Cursor, quote: string, parts: string[]): void {
  for (;;) {
    parts.push(cursor.take(QUOTED_RUN));
    const char = cursor.peek();
    if (char === '\\' && quote === '"') {
      parts.push(escaped(cursor));
    } else if (char === quote && char === "'" && cursor.peek(1) === "'") {
      cursor.skip(2);
      parts.push("'");
    } else if (char !== quote && (char === "'" || char === '"' || char === '\\')) {
      cursor.skip();
      parts.push(char);
    } else {
      return;
    }
  }
}

function escaped(cursor: Cursor): string {
  cursor.skip();
  const char = cursor.peek();
  if (BREAKS.includes(char)) {
    cursor.takeBreak();
    return quotedBreaks(cursor);
  }
  cursor.skip();
  const short = ESCAPES.get(char);
  if (short !== undefined) return short;
  const digits = CODE_ESCAPES.get(char);
  if (!digits) throw cursor.fault('an escape that YAML does not have');
  const code = Number.parseInt(cursor.take(digits), 16);
  if (!(code <= 0x10ffff)) throw cursor.fault('an escape that is no character');
  return String.fromCodePoint(code);
}

function quotedGap(cursor: Cursor): string {
  const blanks = cursor.take(BLANKS);
  if (cursor.peek() === END) throw cursor.fault('a quoted text does not end');
  const first = cursor.takeBreak();
  return first === '' ? blanks : fold(first, quotedBreaks(cursor));
}

function quotedBreaks(cursor: Cursor): string {
  let breaks = '';
  for (;;) {
    if (cursor.documentMark()) throw cursor.fault('a quoted text does not end before the document does');
    cursor.take(BLANKS);
    const next = cursor.takeBreak();
    if (next === '') return breaks;
    breaks += next;
  }
}

const BLOCK_HEADER = /[-+]\d?|\d[-+]?/y;

/** A literal (`|`) or folded (`>`) scalar from its indicator on, inside a block that is indented by `outer`. */
export function scanBlockScalar(cursor: Cursor, outer: number): string {
  const isFolded = cursor.peek() === '>';
  cursor.skip();
  const header = cursor.take(BLOCK_HEADER);
  const level = /\d/.exec(header)?.[0];
  if (level === '0' || !` ${BREAKS_OR_END}`.includes(cursor.peek()))
    throw cursor.fault('a block scalar begins wrongly');
  cursor.skipBlankLineEnd();
  const least = Math.max(outer + 1, 1);
  const first = level === undefined ? leadingBreaks(cursor, least) : undefined;
  const indent = first?.indent ?? least + Number(level) - 1;
  const lines = blockLines(cursor, indent, isFolded, first?.breaks ?? blockBreaks(cursor, indent));
  if (header.includes('-')) return lines.text;
  return lines.text + lines.lastBreak + (header.includes('+') ? lines.breaks : '');
}

interface BlockLines {
  readonly text: string;
  /** The break after the last line of text. */
  readonly lastBreak: string;
  /** The breaks of the empty lines after that. */
  readonly breaks: string;
}

function blockLines(cursor: Cursor, indent: number, isFolded: boolean, leading: string): BlockLines {
  const parts: string[] = [];
  let breaks = leading;
  let lastBreak = '';
  const isInside = (): boolean => cursor.column === indent && cursor.peek() !== END;
  const isBlank = (): boolean => cursor.peek() === ' ' || cursor.peek() === '\t';
  while (isInside()) {
    const mayFold = isFolded && !isBlank();
    parts.push(breaks, cursor.takeRestOfLine());
    lastBreak = cursor.takeBreak();
    breaks = blockBreaks(cursor, indent);
    if (!isInside()) break;
    if (!mayFold || lastBreak !== '\n' || isBlank()) parts.push(lastBreak);
    else if (breaks === '') parts.push(' ');
  }
  return { text: parts.join(''), lastBreak, breaks };
}

/** Empty lines before the text, whose first line, or the widest empty line, sets the indent. */
function leadingBreaks(cursor: Cursor, least: number): { breaks: string; indent: number } {
  let breaks = '';
  let indent = least;
  for (;;) {
    if (cursor.skipSpaces() > 0) indent = Math.max(indent, cursor.column);
    const next = cursor.takeBreak();
    if (next === '') return { breaks, indent };
    breaks += next;
  }
}

function blockBreaks(cursor: Cursor, indent: number): string {
  let breaks = '';
  for (;;) {
    while (cursor.column < indent && cursor.peek() === ' ') cursor.skip();
    const next = cursor.takeBreak();
    if (next === '') return breaks;
    breaks += next;
  }
}
