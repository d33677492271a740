import type { StatsBody } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Card } from '../parts/card.tsx';
import { Ago } from '../parts/moment.tsx';
import { wholeText } from '../text/numbers.ts';
import css from './rows.module.css';

/** Shows failures in groups, since thousands of failures often come from a few errors. */
export function Errors({ stats: { failures, errors } }: { readonly stats: StatsBody }): ReactNode {
  const groups = failures?.groups ?? [];
  return (
    <Card title="ERRORS" aside={failures && failures.looked_at > 0 && `of the newest ${wholeText(failures.looked_at)}`}>
      {groups.length === 0 ? (
        <p className={css.none}>
          {failures ? 'No task has failed.' : (errors['failures'] ?? 'The errors are not known.')}
        </p>
      ) : (
        <ul className={css.list}>
          {groups.slice(0, 8).map(({ name, exc, message, count, last, example }) => (
            <li key={example} className={css.row}>
              <div className={css.main}>
                <Link href={`/tasks/${encodeURIComponent(example)}/`} className={css.name}>
                  {name ?? 'no name stored'}
                </Link>
                <div className={css.message}>{message ?? exc}</div>
              </div>
              <div>
                <div className={css.count}>{wholeText(count)}</div>
                <div className={css.side}>
                  <Ago at={last} />
                </div>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
