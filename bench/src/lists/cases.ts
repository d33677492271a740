import { HISTORY_SECONDS, RARE } from './fill-lists.ts';

/** A list that is measured. */
export interface ListCase {
  readonly name: string;
  /** Parameters of a request. They differ from one to the next where they can. */
  readonly params: () => Readonly<Record<string, string>>;
  /** The cursor of an answer that the next request has. Default: none. */
  readonly follows?: 'next' | 'previous';
}

/** The first page, which has a bound of its own. */
export const FIRST_PAGE: ListCase = { name: 'first page', params: () => ({}) };

/** Lists that page, and filters: frequent values, rare ones that only the oldest rows have, and none at all. */
export const CASES: readonly ListCase[] = [
  FIRST_PAGE,
  { name: 'further pages', params: () => ({}), follows: 'next' },
  { name: 'new tasks since the first page', params: () => ({}), follows: 'previous' },
  { name: 'a frequent state', params: () => ({ status: 'SUCCESS' }) },
  { name: 'failures', params: () => ({ status: 'FAILURE' }) },
  { name: 'failures, further pages', params: () => ({ status: 'FAILURE' }), follows: 'next' },
  { name: 'a frequent name', params: () => ({ name: 'shop.mail' }) },
  { name: 'a name', params: () => ({ name: `shop.task${String(1 + 2 * any(10)).padStart(2, '0')}` }) },
  { name: 'a worker', params: () => ({ worker: `worker${any(8)}@shop` }) },
  { name: 'a periodic task', params: () => ({ periodic: 'nightly' }) },
  { name: 'failures of a name', params: () => ({ status: 'FAILURE', name: 'shop.mail' }) },
  { name: 'an hour', params: anHour },
  { name: 'failures of an hour', params: () => ({ ...anHour(), status: 'FAILURE' }) },
  { name: 'the start of an id', params: () => ({ q: any(65_536).toString(16).padStart(4, '0') }) },
  { name: 'an old state', params: () => ({ status: RARE.status }) },
  { name: 'an old name', params: () => ({ name: RARE.name }) },
  { name: 'an old name, searched further', params: () => ({ name: RARE.name }), follows: 'next' },
  { name: 'an old worker', params: () => ({ worker: RARE.worker }) },
  { name: 'an old periodic task', params: () => ({ periodic: RARE.periodic }) },
  { name: 'a name that no task has', params: () => ({ name: 'shop.none' }) },
];

function anHour(): Readonly<Record<string, string>> {
  const since = Date.now() - any(HISTORY_SECONDS) * 1_000;
  const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();
  return { since: moment(since), until: moment(since + 3_600_000) };
}

/** A whole number below the given one. */
function any(below: number): number {
  return Math.floor(Math.random() * below);
}
