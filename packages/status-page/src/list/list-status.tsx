import type { ReactNode } from 'react';
import { useNow } from '../data/clock.ts';
import { failureOf } from '../data/failure.ts';
import type { Filters } from '../filters/filters.ts';
import { spanText } from '../text/time.ts';
import css from './list-status.module.css';
import { type LiveList, PAGE_SIZE } from './use-live-list.ts';

export interface ListStatusProps {
  readonly list: LiveList;
  readonly filters: Filters;
  readonly isHeld: boolean;
  onHold(): void;
}

/** Shows whether the list is live, and the number of newer tasks. */
export function ListStatus({ list, filters, isHeld, onHold }: ListStatusProps): ReactNode {
  const { newer, page, error, readAt } = list;
  const count = newer >= PAGE_SIZE ? `${PAGE_SIZE}+` : String(newer);
  const isNewest = filters.cursor === '';
  return (
    <div className={css.bar}>
      {error !== null && page !== undefined ? <Away error={error} readAt={readAt} /> : null}
      {isNewest && newer > 0 && (
        <button type="button" className={css.pill} onClick={list.reload}>
          ↑ {count} new
        </button>
      )}
      {isNewest ? (
        <button
          type="button"
          className={css.live}
          data-held={isHeld}
          aria-pressed={isHeld}
          title="key l"
          onClick={onHold}
        >
          <span aria-hidden="true">{isHeld ? '❚❚' : '●'}</span> {isHeld ? 'paused' : 'live'}
        </button>
      ) : (
        <span className={css.live} data-held="true">
          an older page: it does not change
        </span>
      )}
      <span className="visually-hidden" role="status">
        {newer > 0 ? `${count} newer tasks` : ''}
      </span>
    </div>
  );
}

const SENTENCES: Readonly<Record<string, string>> = {
  'store-away': 'The database does not answer.',
  'server-away': 'The server does not answer.',
  'signed-out': 'Your access has ended.',
  limited: 'The server asks to slow down.',
};

function Away({ error, readAt }: { readonly error: unknown; readonly readAt: number }): ReactNode {
  const age = useNow((now) => spanText(Math.max(0, now - readAt)));
  const { kind, detail } = failureOf(error);
  return (
    <p className={css.away} role="alert">
      {SENTENCES[kind] ?? detail} Shown is what was read {age} ago.
    </p>
  );
}
