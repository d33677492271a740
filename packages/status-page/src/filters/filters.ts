import type { TaskListQuery } from '@celery-results/client/protocol';

/** The filters and the page of the list. The URL contains all of them. */
export interface Filters {
  readonly status: string;
  readonly name: string;
  readonly worker: string;
  readonly periodic: string;
  /** The start of an id. */
  readonly q: string;
  /** A period that ends now, such as `24h`, or a time in ISO 8601. */
  readonly since: string;
  /** A time in ISO 8601. */
  readonly until: string;
  /** The cursor of the page; empty for the first page. */
  readonly cursor: string;
}

export type FilterName = keyof Filters;

const NAMES: readonly FilterName[] = ['status', 'name', 'worker', 'periodic', 'q', 'since', 'until', 'cursor'];

export const NO_FILTERS: Filters = {
  status: '',
  name: '',
  worker: '',
  periodic: '',
  q: '',
  since: '',
  until: '',
  cursor: '',
};

/** Periods that the page offers, in milliseconds. */
export const SPANS: Readonly<Record<string, number>> = {
  '15m': 15 * 60_000,
  '1h': 60 * 60_000,
  '24h': 24 * 60 * 60_000,
  '7d': 7 * 24 * 60 * 60_000,
};

/** Reads the filters of a URL. Unknown parameters are ignored, so that old links still work. */
export function readFilters(search: URLSearchParams): Filters {
  return { ...NO_FILTERS, ...Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? ''])) };
}

/** Writes the set filters, always in the same order, so that a list has only one URL. */
export function writeFilters(filters: Filters): URLSearchParams {
  return new URLSearchParams(NAMES.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]));
}

/** Changes some filters, and goes to the first page of the new list. */
export function withFilters(filters: Filters, change: Partial<Filters>): Filters {
  return { ...filters, cursor: '', ...change };
}

/** Returns whether any filter is set. */
export function isFiltered(filters: Filters): boolean {
  return NAMES.some((name) => name !== 'cursor' && filters[name] !== '');
}

/** Replaces a period by a fixed time: a cursor is valid only with the filters of its list. */
export function pinned(filters: Filters, now: number): Filters {
  const span = SPANS[filters.since];
  if (span === undefined) return filters;
  // whole minutes: the same list within a minute has the same URL
  return { ...filters, since: new Date(Math.floor((now - span) / 60_000) * 60_000).toISOString() };
}

/** Returns the query of a list. */
export function toQuery(filters: Filters, limit: number): TaskListQuery {
  const given = Object.fromEntries(NAMES.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]));
  return { ...given, limit };
}
