import { BLANKS_OR_END, type Cursor } from './cursor.ts';
import { foldLines } from './fold-lines.ts';

const BLOCK_RUN = /[^ \t\r\n\x85\u2028\u2029\uffff:]*/y;
const FLOW_RUN = /[^ \t\r\n\x85\u2028\u2029\uffff:,?[\]{}]*/y;

/** The scanned text, and whether the cursor is at the start of another line. */
export interface PlainText {
  readonly text: string;
  readonly endsLine: boolean;
}

/**
 * Scans a plain scalar, starting at its first character.
 *
 * @param indent in block context, a line that starts left of this column ends the scalar
 */
export function scanPlain(cursor: Cursor, inFlow: boolean, indent: number): PlainText {
  const chunks: string[] = [];
  let gap: PlainText = { text: '', endsLine: false };
  do {
    const run = cursor.peek() === '#' ? '' : scanRun(cursor, inFlow);
    if (run === '') break;
    chunks.push(gap.text, run);
    gap = scanGap(cursor);
  } while (gap.text !== '' && (inFlow || cursor.column >= indent));
  return { text: chunks.join(''), endsLine: gap.endsLine };
}

/** Scans up to a blank, or up to a character that ends the scalar. */
function scanRun(cursor: Cursor, inFlow: boolean): string {
  const stops = inFlow ? `${BLANKS_OR_END},[]{}` : BLANKS_OR_END;
  const chunks: string[] = [];
  for (;;) {
    chunks.push(cursor.take(inFlow ? FLOW_RUN : BLOCK_RUN));
    if (cursor.peek() !== ':' || stops.includes(cursor.peek(1))) return chunks.join('');
    cursor.skip();
    chunks.push(':');
  }
}

/** Scans the blanks between two runs. The text is '' if the scalar ends, also before a tab. */
function scanGap(cursor: Cursor): PlainText {
  const spaces = cursor.skipSpaces();
  const first = cursor.takeBreak();
  if (first === '') return { text: ' '.repeat(spaces), endsLine: false };
  let more = '';
  for (;;) {
    if (cursor.documentMark()) return { text: '', endsLine: true };
    cursor.skipSpaces();
    const next = cursor.takeBreak();
    if (next === '') return { text: foldLines(first, more), endsLine: true };
    more += next;
  }
}
