import { ProblemError } from '../../problems/problems.ts';
import { isIdStart, type ListQuery, type Paging, STATS_WINDOWS, type StatsWindow } from '../../views/list-query.ts';
import { decodeTarget } from './decode-target.ts';

/** Largest number of tasks of a page. */
const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;
/** Characters of the shortest text by which ids are searched. */
const MIN_Q_CHARS = 4;
/** Largest number of characters of a value. No compared column holds more. */
const MAX_CHARS = 255;

/** @throws ProblemError that names the parameter */
export function parseListQuery(url: string): ListQuery {
  const parameters = singleParameters(url);
  const text = (name: string): string | undefined => textOf(parameters, name);
  const q = text('q');
  if (q !== undefined && ([...q].length < MIN_Q_CHARS || !isIdStart(q)))
    throw invalid('q', `the start of an id has ${MIN_Q_CHARS} characters or more: letters, digits, _, - and .`);
  return {
    filter: {
      status: text('status'),
      name: text('name'),
      worker: text('worker'),
      periodic: text('periodic'),
      prefix: q,
      since: momentOf(parameters, 'since'),
      until: momentOf(parameters, 'until'),
    },
    ...parsePaging(parameters),
  };
}

/** @throws ProblemError that names the parameter */
export function parsePageQuery(url: string): Paging {
  return parsePaging(singleParameters(url));
}

/** @throws ProblemError that names the parameter */
export function parseStatsQuery(url: string): { readonly window: StatsWindow } {
  const given = singleParameters(url).get('window') ?? STATS_WINDOWS[0];
  const window = STATS_WINDOWS.find((one) => one === given);
  if (window === undefined) throw invalid('window', `one of ${STATS_WINDOWS.join(', ')} is expected`);
  return { window };
}

function parsePaging(parameters: ReadonlyMap<string, string>): Paging {
  const limit = parameters.get('limit');
  if (limit !== undefined && !(/^\d{1,3}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= MAX_LIMIT))
    throw invalid('limit', `a number from 1 to ${MAX_LIMIT} is expected`);
  return { limit: Number(limit ?? DEFAULT_LIMIT), cursor: parameters.get('cursor') };
}

/** @throws ProblemError for a parameter that occurs twice, since the intended value is unknown */
function singleParameters(url: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(decodeTarget(url).query)) {
    if (found.has(name)) throw invalid(name, 'it occurs twice');
    found.set(name, value);
  }
  return found;
}

function textOf(parameters: ReadonlyMap<string, string>, name: string): string | undefined {
  const value = parameters.get(name);
  if (value === undefined) return undefined;
  if (value === '') throw invalid(name, 'it is empty: leave it out for every value');
  if (value.length > MAX_CHARS) throw invalid(name, `it has more than ${MAX_CHARS} characters`);
  if (value.includes('\0') || !value.isWellFormed()) throw invalid(name, 'no stored text has these characters');
  return value;
}

/** RFC 3339, with seconds, and up to six digits of their fraction. */
const MOMENT = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?([Zz]|[+-]\d\d:\d\d)$/;

/** Dates that all databases can compare in every time zone. MySQL's DATETIME has the smallest range. */
const [FIRST, END] = [Date.UTC(1000, 0, 2), Date.UTC(9999, 0, 1)];

/** Returns the moment in UTC, with microseconds. */
function momentOf(parameters: ReadonlyMap<string, string>, name: string): string | undefined {
  const value = parameters.get(name);
  if (value === undefined) return undefined;
  const [, seconds = '', fraction = '', zone = ''] = MOMENT.exec(value) ?? [];
  const at = Date.parse(`${seconds}${zone}`.toUpperCase());
  const local = Date.parse(`${seconds}Z`.toUpperCase());
  // Date.parse reads June 31st as July 1st
  const isReal = !Number.isNaN(local) && new Date(local).toISOString().slice(0, 19) === seconds.toUpperCase();
  if (Number.isNaN(at) || !isReal)
    throw invalid(name, 'a moment such as 2026-01-02T03:04:05Z is expected; write + as %2B');
  if (at < FIRST || at >= END) throw invalid(name, 'the years from 1000 to 9998 are expected');
  return `${new Date(at).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}Z`;
}

/** Creates a 400 that names the parameter. */
export function invalid(parameter: string, detail: string): ProblemError {
  return new ProblemError('invalid-parameter', {
    detail: `${parameter.slice(0, MAX_CHARS)}: ${detail}`,
    members: { parameter: parameter.slice(0, MAX_CHARS) },
  });
}
