import { BLANKS_OR_END, BREAKS_OR_END, type Cursor } from './cursor.ts';

/** A tag as it is written: `!handle!suffix`; the handle is null where the suffix is all of it. */
export interface WrittenTag {
  readonly handle: string | null;
  readonly suffix: string;
}

/** A line that begins with `%`. Names other than YAML and TAG mean nothing. */
export type Directive =
  | { readonly name: 'YAML'; readonly major: string }
  | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string }
  | { readonly name: 'other' };

const NAME = /[-\w]*/y;
const SPACE_OR_LINE_END = ` ${BREAKS_OR_END}`;

/** The name of an anchor or an alias, from its indicator on. */
export function scanAnchorName(cursor: Cursor): string {
  cursor.skip();
  const name = cursor.take(NAME);
  if (name === '' || !`${BLANKS_OR_END}?:,]}%@\``.includes(cursor.peek())) {
    throw cursor.fault('an anchor or an alias of a name that it cannot have');
  }
  return name;
}

const HANDLE_AND_MORE = /![^! \r\n\x85\u2028\u2029\uffff]*!/y;

/** A tag, from its `!` on. */
export function scanTag(cursor: Cursor): WrittenTag {
  const tag = writtenTag(cursor);
  if (!SPACE_OR_LINE_END.includes(cursor.peek())) throw cursor.fault('a tag that does not end');
  return tag;
}

function writtenTag(cursor: Cursor): WrittenTag {
  const next = cursor.peek(1);
  if (next === '<') {
    cursor.skip(2);
    const suffix = uri(cursor);
    if (cursor.peek() !== '>') throw cursor.fault('a tag without its ">"');
    cursor.skip();
    return { handle: null, suffix };
  }
  if (BLANKS_OR_END.includes(next)) {
    cursor.skip();
    return { handle: null, suffix: '!' };
  }
  const handle = cursor.isAt(HANDLE_AND_MORE) ? tagHandle(cursor) : cursor.take(/!/y);
  return { handle, suffix: uri(cursor) };
}

function tagHandle(cursor: Cursor): string {
  const handle = cursor.take(/![-\w]*!/y);
  if (handle === '') throw cursor.fault('a tag handle that does not end');
  return handle;
}

const URI_RUN = /[-\w;/?:@&=+$,.!~*'()[\]]*/y;

function uri(cursor: Cursor): string {
  let text = cursor.take(URI_RUN);
  while (cursor.peek() === '%') text += uriEscapes(cursor) + cursor.take(URI_RUN);
  if (text === '') throw cursor.fault('a tag without a name');
  return text;
}

function uriEscapes(cursor: Cursor): string {
  const codes: number[] = [];
  while (cursor.peek() === '%') {
    const escaped = cursor.take(/%[\da-f]{2}/iy);
    if (escaped === '') throw cursor.fault('a "%" in a tag without two hexadecimal digits');
    codes.push(Number.parseInt(escaped.slice(1), 16));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(codes));
  } catch {
    throw cursor.fault('a tag that is no UTF-8');
  }
}

/** A directive with its whole line, from its `%` on. */
export function scanDirective(cursor: Cursor): Directive {
  cursor.skip();
  const name = cursor.take(NAME);
  if (name === '' || !SPACE_OR_LINE_END.includes(cursor.peek())) throw cursor.fault('a directive without a name');
  const directive = directiveOf(cursor, name);
  cursor.skipBlankLineEnd();
  return directive;
}

function directiveOf(cursor: Cursor, name: string): Directive {
  if (name === 'YAML') {
    cursor.skipSpaces();
    const version = cursor.take(/\d+\.\d+/y);
    if (version === '' || !SPACE_OR_LINE_END.includes(cursor.peek())) throw cursor.fault('a version that is none');
    return { name, major: version.slice(0, version.indexOf('.')) };
  }
  if (name === 'TAG') {
    cursor.skipSpaces();
    const handle = cursor.isAt(/! /y) ? cursor.take(/!/y) : tagHandle(cursor);
    if (cursor.skipSpaces() === 0) throw cursor.fault('a tag handle without a prefix');
    const prefix = uri(cursor);
    if (!SPACE_OR_LINE_END.includes(cursor.peek())) throw cursor.fault('a tag prefix that does not end');
    return { name, handle, prefix };
  }
  cursor.takeRestOfLine();
  return { name: 'other' };
}
