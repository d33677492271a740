import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { listUrl } from '../data/use-page-filters.ts';
import { useStats } from '../data/use-stats.ts';
import { type Filters, withFilters } from '../filters/filters.ts';
import { Ago } from '../parts/moment.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { countText } from '../text/numbers.ts';
import { CHIP_STATES, inOrder } from '../text/state.ts';
import css from './state-chips.module.css';

export interface StateChipsProps {
  readonly filters: Filters;
  onChange(filters: Filters): void;
}

/** Shows the states with their counts over the whole table. The list works without the counts. */
export function StateChips({ filters }: StateChipsProps): ReactNode {
  const counts = useStats().stats?.counts ?? null;
  const others = inOrder(Object.keys(counts?.states ?? {}).filter((state) => !CHIP_STATES.includes(state)));
  const chip = (status: string, content: ReactNode, count: string | undefined): ReactNode => (
    <Link
      key={status}
      href={listUrl(withFilters(filters, { status }))}
      className={css.chip}
      aria-current={filters.status === status ? 'page' : undefined}
    >
      {content}
      {count !== undefined && <span className={css.count}>{count}</span>}
    </Link>
  );
  return (
    <nav aria-label="States" className={css.chips}>
      {chip('', <strong className={css.all}>All</strong>, counts ? countText(counts.total) : undefined)}
      {[...CHIP_STATES, ...others].map((state) => {
        const count = counts?.states[state];
        return chip(state, <StateMark state={state} />, count ? countText(count) : counts ? '0' : undefined);
      })}
      {counts && (
        <span className={css.age}>
          counted <Ago at={counts.as_of} />
        </span>
      )}
    </nav>
  );
}
