import type { ReactNode } from 'react';
import { failureOf } from '../data/failure.ts';
import { type Filters, isFiltered } from '../filters/filters.ts';
import { Notice } from '../parts/notice.tsx';
import { NoAccess } from '../shell/no-access.tsx';
import { wholeText } from '../text/numbers.ts';
import { dayAndClock } from '../text/time.ts';
import css from './empty-list.module.css';
import type { LiveList } from './use-live-list.ts';

export interface EmptyListProps {
  readonly list: LiveList;
  readonly filters: Filters;
  onClear(): void;
  onFurther(): void;
}

/** Shows why the list is empty, and the next step. */
export function EmptyList({ list, filters, onClear, onFurther }: EmptyListProps): ReactNode {
  const { page, error } = list;
  if (page === undefined) return <ListError error={error} onClear={onClear} />;
  const { searched, next } = page.body;
  if (isFiltered(filters) || filters.cursor !== '') {
    return (
      <Notice title={emptyTitle(searched.rows, filters.cursor === '')}>
        <p>{searched.to === null ? 'All were searched.' : `Searched back to ${dayAndClock(searched.to)}.`}</p>
        <div className={css.buttons}>
          {next !== null && (
            <button type="button" className={css.button} onClick={onFurther}>
              Search further
            </button>
          )}
          <button type="button" className={css.button} onClick={onClear}>
            Clear the filters
          </button>
        </div>
      </Notice>
    );
  }
  return (
    <Notice title="No results are stored yet">
      <p>
        This page shows what Celery workers store. They store results here when this database is the{' '}
        <code>result_backend</code> of their app, and the tasks have no <code>ignore_result</code>.
      </p>
      <p>
        With <code>task_track_started = True</code> a task appears when it starts, else when it ends. This page shows
        the first one at once.
      </p>
    </Notice>
  );
}

/** With rights to some tasks only, the server counts none of the others: it says that it compared 0. */
function emptyTitle(compared: number, isNewest: boolean): string {
  if (compared === 0) return 'None was found';
  return isNewest
    ? `None among the ${wholeText(compared)} newest tasks`
    : `None among ${wholeText(compared)} more tasks`;
}

function ListError({ error, onClear }: { readonly error: unknown; onClear(): void }): ReactNode {
  const { kind, detail } = failureOf(error);
  switch (kind) {
    case 'signed-out':
    case 'no-right':
      return <NoAccess kind={kind} />;
    case 'no-list':
      return (
        <Notice title="The store cannot answer this list">
          <p>{detail}</p>
          <p>
            A task or a group opens by its id: press <kbd>⌘K</kbd> or <kbd>Ctrl K</kbd>.
          </p>
        </Notice>
      );
    case 'store-away':
      return (
        <Notice title="The database does not answer" tone="again">
          <p>The server is there. This page tries again every few seconds.</p>
        </Notice>
      );
    case 'server-away':
    case 'limited':
      return (
        <Notice title="The server does not answer" tone="again">
          <p>{detail}</p>
          <p>This page tries again every few seconds.</p>
        </Notice>
      );
    default:
      return (
        <Notice title="The list cannot be read" tone="bad">
          <p>{detail}</p>
          <button type="button" className={css.button} onClick={onClear}>
            Clear the filters
          </button>
        </Notice>
      );
  }
}
