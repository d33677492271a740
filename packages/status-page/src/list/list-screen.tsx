import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { failureOf } from '../data/failure.ts';
import { usePageFilters } from '../data/use-page-filters.ts';
import { NO_FILTERS, pinned, withFilters } from '../filters/filters.ts';
import { copyText } from '../parts/copy-button.tsx';
import { useKeys } from '../shell/keys.ts';
import { CHIP_STATES } from '../text/state.ts';
import { FilterBar } from './filter-bar.tsx';
import css from './list-screen.module.css';
import { ListStatus } from './list-status.tsx';
import { Pager } from './pager.tsx';
import { StateChips } from './state-chips.tsx';
import { TaskTable } from './task-table.tsx';
import { PAGE_SIZE, useLiveList } from './use-live-list.ts';
import { useSelecting } from './use-selecting.ts';

const EmptyList = lazy(async () => ({ default: (await import('./empty-list.tsx')).EmptyList }));

/** Shows the list of tasks, newest change first. */
export function ListScreen(): ReactNode {
  const [filters, go] = usePageFilters();
  const [, navigate] = useLocation();
  const [isHeld, setHeld] = useState(false);
  const isSelecting = useSelecting();
  const list = useLiveList(filters, isHeld || isSelecting);
  const [current, setCurrent] = useState(-1);
  const { rows, page } = list;
  const at = Math.min(current, rows.length - 1);

  const goNewer = (): void => {
    if (filters.cursor !== '') history.back();
    else list.reload();
  };
  const goOlder = (): void => {
    const next = page?.body.next;
    if (next !== null && next !== undefined) go({ ...pinned(filters, Date.now()), ...fixed(page), cursor: next });
  };
  useKeys({
    j: () => setCurrent(Math.min(at + 1, rows.length - 1)),
    k: () => setCurrent(Math.max(at - 1, 0)),
    Enter: () => {
      const task = rows[at];
      if (task) navigate(`/tasks/${encodeURIComponent(task.id)}/`);
    },
    y: () => {
      const task = rows[at];
      if (task) void copyText(task.id);
    },
    '[': goNewer,
    ']': goOlder,
    l: () => setHeld(!isHeld),
    '1': () => go(withFilters(filters, { status: '' })),
    ...Object.fromEntries(
      CHIP_STATES.map((status, index) => [String(index + 2), () => go(withFilters(filters, { status }))]),
    ),
  });

  const isRefused = page === undefined && ['signed-out', 'no-right', 'no-list'].includes(failureOf(list.error).kind);
  const isEmpty = page !== undefined && rows.length === 0;
  return (
    <section aria-label="Tasks" className={css.screen}>
      <h1 className="visually-hidden">Tasks</h1>
      {!isRefused && <StateChips filters={filters} onChange={go} />}
      {!isRefused && <FilterBar filters={filters} onChange={go} />}
      <ListStatus list={list} filters={filters} isHeld={isHeld} onHold={() => setHeld(!isHeld)} />
      <div className={css.card} aria-busy={list.isStale}>
        {rows.length > 0 && <TaskTable tasks={rows} current={at} onCurrent={setCurrent} />}
        {(isEmpty || (page === undefined && list.error !== null)) && (
          <Suspense fallback={<div className={css.blank} />}>
            <EmptyList list={list} filters={filters} onClear={() => go(NO_FILTERS)} onFurther={goOlder} />
          </Suspense>
        )}
        {page === undefined && list.error === null && <div className={css.blank} />}
        {page !== undefined && (
          <Pager
            page={page.body}
            isFirst={filters.cursor === ''}
            onNewer={goNewer}
            onOlder={goOlder}
            size={PAGE_SIZE}
          />
        )}
      </div>
    </section>
  );
}

/** Returns the filters of the list that a cursor belongs to. */
function fixed(page: { readonly query: { readonly since?: string | undefined } } | undefined): { since?: string } {
  const since = page?.query.since;
  return since === undefined ? {} : { since };
}
