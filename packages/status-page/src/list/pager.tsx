import type { TaskListBody } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { wholeText } from '../text/numbers.ts';
import { dayAndClock, utcText } from '../text/time.ts';
import css from './pager.module.css';

export interface PagerProps {
  readonly page: TaskListBody;
  readonly isFirst: boolean;
  readonly size: number;
  onNewer(): void;
  onOlder(): void;
}

/** Shows the searched part of the list, and the buttons for other pages. */
export function Pager({ page, isFirst, size, onNewer, onOlder }: PagerProps): ReactNode {
  const { tasks, searched, next } = page;
  return (
    <div className={css.pager}>
      <p className={css.text}>
        {tasks.length < size && next === null ? 'all ' : ''}
        {wholeText(tasks.length)} shown
        {searched.to !== null && (
          <>
            {' '}
            · searched <span title={`${wholeText(searched.rows)} rows`}>back to</span>{' '}
            <time dateTime={searched.to} title={utcText(searched.to)}>
              {dayAndClock(searched.to)}
            </time>
          </>
        )}
        {!searched.complete && next !== null && (
          <>
            {' '}
            ·{' '}
            <button type="button" className={css.further} onClick={onOlder}>
              search further
            </button>
          </>
        )}
      </p>
      <nav aria-label="Pages" className={css.buttons}>
        {!isFirst && (
          <button type="button" className={css.button} onClick={onNewer}>
            ‹ newer
          </button>
        )}
        <button type="button" className={css.button} disabled={next === null} onClick={onOlder}>
          older ›
        </button>
      </nav>
    </div>
  );
}
