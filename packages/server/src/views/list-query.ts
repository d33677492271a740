import { isValidId } from '@celery-results/client/protocol';
import type { IndexFilter } from '../stores/task-index.ts';

export { STATS_WINDOWS, type StatsWindow } from '@celery-results/client/protocol';

/** Conditions that all tasks of a list fulfil. */
export type ListFilter = IndexFilter;

/** Selects the entries of a page. */
export interface Paging {
  readonly limit: number;
  /** The cursor as the client sent it. Undefined: the first page. */
  readonly cursor: string | undefined;
}

/** The query of a list of tasks. */
export interface ListQuery extends Paging {
  readonly filter: ListFilter;
}

/** Returns whether ids may start with this text. */
export function isIdStart(text: string): boolean {
  return isValidId(text);
}
