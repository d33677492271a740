import type { IndexPlace } from '../../task-index.ts';
import { comparePlaces } from './sort-rows.ts';

export interface HideOptions {
  /** The last row that the client sees. */
  readonly last: IndexPlace | undefined;
  /** Where the search began. */
  readonly from: IndexPlace | undefined;
  readonly direction: 'older' | 'newer';
}

/**
 * The place where a search ended, for a client that may not see the row there. It has no key, and is moved back to a
 * whole second. It lies behind the start of the search and behind all rows that were found, so that none comes twice.
 */
export function hidePlace(end: IndexPlace, { last, from, direction }: HideOptions): IndexPlace {
  if (end.date === null) return end;
  const second = Date.parse(`${end.date.slice(0, 19).replace(' ', 'T')}Z`);
  if (Number.isNaN(second)) return end;
  const moment = new Date(direction === 'older' ? second + 1_000 : second).toISOString();
  const hidden = { date: moment.slice(0, 19).replace('T', ' '), key: '0' };
  const sign = direction === 'older' ? -1 : 1;
  const isBehind = (place: IndexPlace | undefined): boolean => !place || sign * comparePlaces(hidden, place) > 0;
  if (!isBehind(from)) return end;
  return last && !isBehind(last) ? last : hidden;
}
