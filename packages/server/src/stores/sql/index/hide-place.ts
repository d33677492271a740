import type { IndexPlace } from '../../task-index.ts';
import { comparePlaces } from './sort-rows.ts';

export interface HideOptions {
  /** The last row that the client sees. */
  readonly last: IndexPlace | undefined;
  /** The place where the search began. */
  readonly from: IndexPlace | undefined;
  readonly direction: 'older' | 'newer';
}

/**
 * Rounds the place where a search ended, for a client that may not see the row at that place. A date is rounded to a
 * whole second, and a key of an index without dates to a whole thousand. The result is behind the start of the search
 * and behind all rows that were found, so that no row is returned twice. If no rounded place satisfies this, it returns
 * the last row that the client sees. Undefined if there is no such row: then the search has to continue.
 */
export function hidePlace(end: IndexPlace, { last, from, direction }: HideOptions): IndexPlace | undefined {
  const rounded = end.date === null ? wholeThousand(end.key, direction) : wholeSecond(end.date, direction);
  const behind = last ?? from;
  const sign = direction === 'older' ? -1 : 1;
  const isBehind = rounded && (!behind || sign * comparePlaces(rounded, behind) > 0);
  return isBehind ? rounded : last;
}

/** The last whole second before a search reaches the date. Undefined for a text that is not a date. */
function wholeSecond(date: string, direction: HideOptions['direction']): IndexPlace | undefined {
  const second = Date.parse(`${date.slice(0, 19).replace(' ', 'T')}Z`);
  if (Number.isNaN(second)) return undefined;
  const moment = new Date(direction === 'older' ? second + 1_000 : second).toISOString();
  return { date: moment.slice(0, 19).replace('T', ' '), key: '0' };
}

/** The last multiple of 1,000 before a search passes the key. */
function wholeThousand(key: string, direction: HideOptions['direction']): IndexPlace {
  const thousands = Number(key) / 1_000;
  return { date: null, key: String(1_000 * (direction === 'older' ? Math.ceil(thousands) : Math.floor(thousands))) };
}
