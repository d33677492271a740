import { BREAKS_OR_END, type Cursor, END } from './cursor.ts';

const HEADER = /[-+]\d?|\d[-+]?/y;

/**
 * Scans a literal (`|`) or folded (`>`) scalar, starting at its indicator.
 *
 * @param outerIndent column of the block collection that contains it
 */
export function scanBlockScalar(cursor: Cursor, outerIndent: number): string {
  const isFolded = cursor.peek() === '>';
  cursor.skip();
  const header = cursor.take(HEADER);
  const level = /\d/.exec(header)?.[0];
  if (level === '0' || !` ${BREAKS_OR_END}`.includes(cursor.peek()))
    throw cursor.error('an invalid header of a block scalar');
  cursor.skipBlankLineEnd();
  const minIndent = Math.max(outerIndent + 1, 1);
  const leading = level === undefined ? scanLeadingBreaks(cursor, minIndent) : undefined;
  const indent = leading?.indent ?? minIndent + Number(level) - 1;
  const lines = scanLines(cursor, indent, isFolded, leading?.breaks ?? scanBreaks(cursor, indent));
  if (header.includes('-')) return lines.text;
  return lines.text + lines.lastBreak + (header.includes('+') ? lines.breaks : '');
}

interface BlockLines {
  readonly text: string;
  /** The line break after the last line of text. */
  readonly lastBreak: string;
  /** The line breaks of the empty lines that follow. */
  readonly breaks: string;
}

function scanLines(cursor: Cursor, indent: number, isFolded: boolean, leadingBreaks: string): BlockLines {
  const chunks: string[] = [];
  let breaks = leadingBreaks;
  let lastBreak = '';
  const isInside = (): boolean => cursor.column === indent && cursor.peek() !== END;
  const isBlank = (): boolean => cursor.peek() === ' ' || cursor.peek() === '\t';
  while (isInside()) {
    const mayFold = isFolded && !isBlank();
    chunks.push(breaks, cursor.takeRestOfLine());
    lastBreak = cursor.takeBreak();
    breaks = scanBreaks(cursor, indent);
    if (!isInside()) break;
    if (!mayFold || lastBreak !== '\n' || isBlank()) chunks.push(lastBreak);
    else if (breaks === '') chunks.push(' ');
  }
  return { text: chunks.join(''), lastBreak, breaks };
}

/** Scans the empty lines before the text. The indent is that of the first line of text, or of the widest empty line. */
function scanLeadingBreaks(cursor: Cursor, minIndent: number): { breaks: string; indent: number } {
  let breaks = '';
  let indent = minIndent;
  for (;;) {
    if (cursor.skipSpaces() > 0) indent = Math.max(indent, cursor.column);
    const next = cursor.takeBreak();
    if (next === '') return { breaks, indent };
    breaks += next;
  }
}

function scanBreaks(cursor: Cursor, indent: number): string {
  let breaks = '';
  for (;;) {
    while (cursor.column < indent && cursor.peek() === ' ') cursor.skip();
    const next = cursor.takeBreak();
    if (next === '') return breaks;
    breaks += next;
  }
}
