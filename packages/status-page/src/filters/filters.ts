import type { TaskListQuery } from '@celery-results/client/protocol';

/** What the list shows. The URL contains all of it. */
export interface Filters {
  readonly status: string;
  readonly name: string;
  readonly worker: string;
  readonly periodic: string;
  /** The start of an id. */
  readonly q: string;
  /** A span that ends now, such as `24h`, or a moment in ISO 8601. */
  readonly since: string;
  /** A moment in ISO 8601. */
  readonly until: string;
  /** The place in the list; empty for its newest end. */
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

/** Spans that the page offers, in milliseconds. */
export const SPANS: Readonly<Record<string, number>> = {
  '15m': 15 * 60_000,
  '1h': 60 * 60_000,
  '24h': 24 * 60 * 60_000,
  '7d': 7 * 24 * 60 * 60_000,
};

/** Reads the filters of a URL. Unknown parameters are ignored: an old link shows what it can. */
export function readFilters(search: URLSearchParams): Filters {
  return { ...NO_FILTERS, ...Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? ''])) };
}

/** Writes the filters that are set, always in the same order: one list has one URL. */
export function writeFilters(filters: Filters): URLSearchParams {
  return new URLSearchParams(NAMES.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]));
}

/** Changes some filters, and goes to the newest end of the new list. */
export function withFilters(filters: Filters, change: Partial<Filters>): Filters {
  return { ...filters, cursor: '', ...change };
}

/** Whether the list is narrowed at all. */
export function isFiltered(filters: Filters): boolean {
  return NAMES.some((name) => name !== 'cursor' && filters[name] !== '');
}

/** Filters whose span is a moment: a cursor works with the filters that it was made with. */
export function pinned(filters: Filters, now: number): Filters {
  const span = SPANS[filters.since];
  if (span === undefined) return filters;
  // whole minutes: the same list within a minute has the same URL
  return { ...filters, since: new Date(Math.floor((now - span) / 60_000) * 60_000).toISOString() };
}

/** The query of a list. */
export function toQuery(filters: Filters, limit: number): TaskListQuery {
  const given = Object.fromEntries(NAMES.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]));
  return { ...given, limit };
}
