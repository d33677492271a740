import { isValidId } from '@celery-results/client/protocol';
import type { IndexFilter } from '../stores/task-index.ts';

export { STATS_WINDOWS, type StatsWindow } from '@celery-results/client/protocol';

/** What the tasks of a list have in common. */
export type ListFilter = IndexFilter;

/** Which entries a page has. */
export interface Paging {
  readonly limit: number;
  /** As it was sent. Undefined: the first page. */
  readonly cursor: string | undefined;
}

/** The query of a list of tasks. */
export interface ListQuery extends Paging {
  readonly filter: ListFilter;
}

/** Whether ids may start with this text. */
export function isIdStart(text: string): boolean {
  return isValidId(text);
}
