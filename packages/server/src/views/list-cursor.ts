import { etagOf } from '../lib/etag.ts';
import type { IndexFilter, IndexPlace, IndexQuery } from '../stores/task-index.ts';

/** The place in a list at which a page begins. */
export type CursorPlace = Pick<IndexQuery, 'direction'> & { readonly from: IndexPlace };

/** Creates a cursor, which continues a list with the same filter. It stays valid if rows at its place are deleted. */
export function toCursor({ direction, from: { date, key } }: CursorPlace, filter: IndexFilter): string {
  const parts = [direction === 'older' ? 'o' : 'n', filterKey(filter), key, date ?? ''];
  return Buffer.from(parts.join(' ')).toString('base64url');
}

const CURSOR = /^([on]) ([\w-]+) (\d{1,15}) (|[\d-]{10}[ T][\d:]{8}(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?)$/;

/** Parses a cursor. Undefined for a cursor of another filter, and for an invalid text. */
export function parseCursor(cursor: string, filter: IndexFilter): CursorPlace | undefined {
  const text = cursor.length > MAX_CHARS ? '' : Buffer.from(cursor, 'base64url').toString('latin1');
  const [, direction, of, key = '', date = ''] = CURSOR.exec(text) ?? [];
  if (of === undefined || of !== filterKey(filter) || !(date === '' || isRealDate(date))) return undefined;
  return { direction: direction === 'o' ? 'older' : 'newer', from: { key, date: date === '' ? null : date } };
}

/** Returns whether every database accepts a date: PostgreSQL refuses June 31st, the year 0 and a zone of 99 h. */
function isRealDate(date: string): boolean {
  const seconds = date.slice(0, 19).replace(' ', 'T');
  const at = Date.parse(`${seconds}Z`);
  const isReal = !Number.isNaN(at) && new Date(at).toISOString().slice(0, 19) === seconds;
  return isReal && !seconds.startsWith('0000') && !/[+-](?:1[6-9]|[2-9]\d|\d\d:?[6-9]\d)/.test(date.slice(19));
}

/** Largest number of characters of a cursor. */
const MAX_CHARS = 200;

function filterKey(filter: IndexFilter): string {
  return etagOf(JSON.stringify(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1))));
}
