import type { StatsBody } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Ago } from '../parts/moment.tsx';
import { bytesText, countText } from '../text/numbers.ts';
import css from './rows.module.css';

/** Shows the size and the oldest row of the table of tasks, to check that old rows are deleted. */
export function Table({ stats: { table } }: { readonly stats: StatsBody }): ReactNode {
  if (!table) return null;
  const { rows, bytes, oldest } = table;
  return (
    <p className={css.none}>
      The table has {countText(rows)} rows{bytes === null ? '' : ` in ${bytesText(bytes)}`}
      {oldest === null ? (
        '.'
      ) : (
        <>
          , the oldest of <Ago at={oldest} />. Rows go away after <code>result_expires</code>, if beat runs{' '}
          <code>celery.backend_cleanup</code>.
        </>
      )}
    </p>
  );
}
