import type { StatsBody } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { listUrl } from '../data/use-page-filters.ts';
import { NO_FILTERS } from '../filters/filters.ts';
import { Card } from '../parts/card.tsx';
import { Ago } from '../parts/moment.tsx';
import { Outcomes } from '../parts/outcomes.tsx';
import css from './rows.module.css';

/** Shows periodic tasks with their last ten outcomes. */
export function Periodic({ stats: { periodic, errors } }: { readonly stats: StatsBody }): ReactNode {
  const tasks = periodic?.tasks ?? [];
  return (
    <Card title="PERIODIC TASKS">
      {tasks.length === 0 ? (
        <p className={css.none}>
          {periodic ? (
            <>
              None has run. Workers store the name of a periodic task with <code>result_extended = True</code>.
            </>
          ) : (
            (errors['periodic'] ?? 'This storage has no names of periodic tasks.')
          )}
        </p>
      ) : (
        <ul className={css.list}>
          {tasks.map(({ periodic: label, name, last }) => (
            <li key={label} className={css.row}>
              <div className={css.main}>
                <Link href={listUrl({ ...NO_FILTERS, periodic: label })} className={css.name}>
                  {label}
                </Link>
                <div className={css.detail}>{name}</div>
              </div>
              <div>
                <Outcomes tasks={last} />
                <div className={css.side}>
                  <Ago at={last[0]?.date_done ?? null} />
                </div>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
