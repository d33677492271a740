import type { IndexFilter, IndexPage, IndexPlace, IndexQuery, IndexRow } from '../../task-index.ts';

/** Creates a page from rows that were read without an order. */
export function pageOf(all: readonly IndexRow[], query: IndexQuery): IndexPage {
  const { filter, limit, direction } = query;
  const unique = [...new Map(all.map((row) => [row.id, row])).values()];
  const fitting = inDirection(unique, query).filter((row) => fits(row, filter));
  const rows = fitting.slice(0, limit);
  const last = rows.at(-1);
  return {
    rows: direction === 'older' ? rows : rows.toReversed(),
    end: fitting.length > limit && last ? last.place : undefined,
    searched: unique.length,
    searchedTo: last && fitting.length > limit ? last.dateDone : undefined,
    isComplete: true,
  };
}

/** Returns the rows behind the start of a query, sorted in its direction. */
export function inDirection(
  rows: readonly IndexRow[],
  { from, direction }: Pick<IndexQuery, 'from' | 'direction'>,
): readonly IndexRow[] {
  const sign = direction === 'older' ? -1 : 1;
  return rows
    .filter(({ place }) => from === undefined || sign * comparePlaces(place, from) > 0)
    .toSorted((a, b) => sign * comparePlaces(a.place, b.place));
}

/** Compares places: negative if the first one is older. A place without a date is compared only by its key. */
export function comparePlaces(a: IndexPlace, b: IndexPlace): number {
  if (a.date !== null && b.date !== null && a.date !== b.date) return a.date < b.date ? -1 : 1;
  return Number(a.key) - Number(b.key);
}

/** Whether a row fits a filter. */
export function fits(row: IndexRow, { status, name, worker, periodic, prefix, since, until }: IndexFilter): boolean {
  const { dateDone } = row;
  return (
    (status === undefined || row.status === status) &&
    (name === undefined || row.name === name) &&
    (worker === undefined || row.worker === worker) &&
    (periodic === undefined || row.periodic === periodic) &&
    (prefix === undefined || row.id.startsWith(prefix)) &&
    (since === undefined || (dateDone !== undefined && dateDone >= since)) &&
    (until === undefined || (dateDone !== undefined && dateDone < until))
  );
}
