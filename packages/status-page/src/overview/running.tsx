import type { RunningTaskV1, StatsBody } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useNow } from '../data/clock.ts';
import { Card } from '../parts/card.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { durationText, spanText } from '../text/time.ts';
import css from './rows.module.css';

/** Shows running tasks, and marks those that run far longer than others with the same name. */
export function Running({ stats: { running, errors } }: { readonly stats: StatsBody }): ReactNode {
  const tasks = (running?.tasks ?? []).toSorted((a, b) => Number(b.stuck) - Number(a.stuck));
  return (
    <Card title="RUNNING">
      {tasks.length === 0 ? (
        <p className={css.none}>
          {running ? (
            <>
              Nothing runs, as far as workers store it: a start is stored with <code>task_track_started = True</code>.
            </>
          ) : (
            (errors['running'] ?? 'What runs is not known.')
          )}
        </p>
      ) : (
        <ul className={css.list}>
          {tasks.slice(0, 8).map((task) => (
            <Row key={task.id} task={task} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ task: { id, status, name, worker, since, p95, stuck } }: { readonly task: RunningTaskV1 }): ReactNode {
  const age = useNow((now) => (since === null ? '–' : spanText(Math.max(0, now - Date.parse(since)))));
  return (
    <li className={css.row}>
      <div className={css.main}>
        <StateMark state={status} short />{' '}
        <Link href={`/tasks/${encodeURIComponent(id)}/`} className={css.name}>
          {name ?? 'no name stored'}
        </Link>
        <div className={css.detail}>{worker ?? 'no worker stored'}</div>
      </div>
      <div>
        <div className={`${css.count} ${stuck ? css.stuck : ''}`}>{age}</div>
        <div className={css.side}>{p95 === null ? '' : `${stuck ? 'stuck? ' : ''}p95 ${durationText(p95)}`}</div>
      </div>
    </li>
  );
}
