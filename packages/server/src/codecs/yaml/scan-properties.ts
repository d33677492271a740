import { decodeUtf8 } from '../utf8.ts';
import { BLANKS_OR_END, BREAKS_OR_END, type Cursor } from './cursor.ts';

/** A tag in its source form `!handle!suffix`. The handle is null if the suffix is the whole tag. */
export interface SourceTag {
  readonly handle: string | null;
  readonly suffix: string;
}

/** A line that starts with `%`. Names other than YAML and TAG are ignored. */
export type Directive =
  | { readonly name: 'YAML'; readonly major: string }
  | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string }
  | { readonly name: 'other' };

const NAME = /[-\w]*/y;
const SPACE_OR_LINE_END = ` ${BREAKS_OR_END}`;

/** Scans an anchor or an alias, starting at its indicator. Returns its name. */
export function scanAnchorName(cursor: Cursor): string {
  cursor.skip();
  const name = cursor.take(NAME);
  if (name === '' || !`${BLANKS_OR_END}?:,]}%@\``.includes(cursor.peek())) {
    throw cursor.error('an anchor or an alias with an invalid name');
  }
  return name;
}

const HANDLE_AND_MORE = /![^! \r\n\x85\u2028\u2029\uffff]*!/y;

/** Scans a tag, starting at its `!`. */
export function scanTag(cursor: Cursor): SourceTag {
  const tag = scanSourceTag(cursor);
  if (!SPACE_OR_LINE_END.includes(cursor.peek())) throw cursor.error('a tag that does not end');
  return tag;
}

function scanSourceTag(cursor: Cursor): SourceTag {
  const next = cursor.peek(1);
  if (next === '<') {
    cursor.skip(2);
    const suffix = scanUri(cursor);
    if (cursor.peek() !== '>') throw cursor.error('a tag without its ">"');
    cursor.skip();
    return { handle: null, suffix };
  }
  if (BLANKS_OR_END.includes(next)) {
    cursor.skip();
    return { handle: null, suffix: '!' };
  }
  const handle = cursor.isAt(HANDLE_AND_MORE) ? scanTagHandle(cursor) : cursor.take(/!/y);
  return { handle, suffix: scanUri(cursor) };
}

function scanTagHandle(cursor: Cursor): string {
  const handle = cursor.take(/![-\w]*!/y);
  if (handle === '') throw cursor.error('a tag handle that does not end');
  return handle;
}

const URI_RUN = /[-\w;/?:@&=+$,.!~*'()[\]]*/y;

function scanUri(cursor: Cursor): string {
  let text = cursor.take(URI_RUN);
  while (cursor.peek() === '%') text += scanUriEscapes(cursor) + cursor.take(URI_RUN);
  if (text === '') throw cursor.error('a tag without a name');
  return text;
}

function scanUriEscapes(cursor: Cursor): string {
  const codes: number[] = [];
  while (cursor.peek() === '%') {
    const escaped = cursor.take(/%[\da-f]{2}/iy);
    if (escaped === '') throw cursor.error('a "%" in a tag without two hexadecimal digits');
    codes.push(Number.parseInt(escaped.slice(1), 16));
  }
  const text = decodeUtf8(new Uint8Array(codes));
  if (text === undefined) throw cursor.error('a tag that is not UTF-8');
  return text;
}

/** Scans a directive and the rest of its line, starting at its `%`. */
export function scanDirective(cursor: Cursor): Directive {
  cursor.skip();
  const name = cursor.take(NAME);
  if (name === '' || !SPACE_OR_LINE_END.includes(cursor.peek())) throw cursor.error('a directive without a name');
  const directive = scanDirectiveContent(cursor, name);
  cursor.skipBlankLineEnd();
  return directive;
}

function scanDirectiveContent(cursor: Cursor, name: string): Directive {
  if (name === 'YAML') {
    cursor.skipSpaces();
    const version = cursor.take(/\d+\.\d+/y);
    if (version === '' || !SPACE_OR_LINE_END.includes(cursor.peek())) throw cursor.error('an invalid version');
    return { name, major: version.slice(0, version.indexOf('.')) };
  }
  if (name === 'TAG') {
    cursor.skipSpaces();
    const handle = cursor.isAt(/! /y) ? cursor.take(/!/y) : scanTagHandle(cursor);
    if (cursor.skipSpaces() === 0) throw cursor.error('a tag handle without a prefix');
    const prefix = scanUri(cursor);
    if (!SPACE_OR_LINE_END.includes(cursor.peek())) throw cursor.error('a tag prefix that does not end');
    return { name, handle, prefix };
  }
  cursor.takeRestOfLine();
  return { name: 'other' };
}
