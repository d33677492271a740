import type { TaskListBody } from '@celery-results/client/protocol';
import type { ScopedStore } from '../access/access.ts';
import type { IndexFilter, IndexPlace } from '../stores/task-index.ts';
import { type CursorPlace, toCursor } from './list-cursor.ts';
import { toTaskItems } from './task-item.ts';

export interface TaskListOptions {
  readonly filter: IndexFilter;
  readonly limit: number;
  /** Undefined: the first page. */
  readonly place: CursorPlace | undefined;
}

/**
 * Answers `v1/tasks/`: a page of the tasks that the client may read.
 *
 * @throws Forbidden, NoTaskIndex, StoreUnavailable
 */
export async function taskList(store: ScopedStore, { filter, limit, place }: TaskListOptions): Promise<TaskListBody> {
  const { direction, from } = place ?? { direction: 'older', from: undefined };
  const page = await store.list({ filter, limit, direction, from });
  const { rows, end, searched, searchedTo, isComplete } = page;
  const cursor = (towards: CursorPlace['direction'], at: IndexPlace | undefined): string | null =>
    at === undefined ? null : toCursor({ direction: towards, from: at }, filter);
  const [newest, oldest] = [rows[0]?.place, rows.at(-1)?.place];
  return {
    tasks: await toTaskItems(store, rows),
    next: cursor('older', direction === 'older' ? end : (oldest ?? including(from))),
    previous: cursor('newer', direction === 'older' ? (newest ?? from) : (end ?? newest ?? from)),
    searched: { rows: searched, to: searchedTo ?? null, complete: isComplete },
  };
}

/** Moves a place by one key, so that a list of older rows includes the row at the given place. */
function including(place: IndexPlace | undefined): IndexPlace | undefined {
  return place && { ...place, key: String(Number(place.key) + 1) };
}
