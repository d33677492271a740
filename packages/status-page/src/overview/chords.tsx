import type { StatsBody } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Card } from '../parts/card.tsx';
import { Ago } from '../parts/moment.tsx';
import { wholeText } from '../text/numbers.ts';
import { shortId } from '../text/short-id.ts';
import css from './rows.module.css';

/** Shows chords with waiting bodies: their counters are not 0. */
export function Chords({ stats: { chords, errors } }: { readonly stats: StatsBody }): ReactNode {
  const waiting = chords?.waiting ?? [];
  return (
    <Card title="CHORDS WAITING">
      {waiting.length === 0 ? (
        <p className={css.none}>
          {chords ? 'No chord waits for its header.' : (errors['chords'] ?? 'This storage has no counters of chords.')}
        </p>
      ) : (
        <ul className={css.list}>
          {waiting.map(({ group, left, date_created }) => (
            <li key={group} className={css.row}>
              <Link href={`/groups/${encodeURIComponent(group)}/`} className={css.name} title={group}>
                <code>{shortId(group)}</code>
              </Link>
              <div>
                <span className={css.count}>{wholeText(left)} left</span>{' '}
                <span className={css.side}>
                  · <Ago at={date_created} />
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
