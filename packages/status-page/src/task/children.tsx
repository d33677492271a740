import { useTaskStatuses } from '@celery-results/react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Card } from '../parts/card.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { shortId } from '../text/short-id.ts';
import css from './children.module.css';

/** Largest number of children that are followed over the stream. */
const MAX_SHOWN = 100;

/** Shows the tasks that this task has started, with their states. */
export function Children({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const { tasks } = useTaskStatuses(ids.slice(0, MAX_SHOWN));
  if (ids.length === 0) return null;
  return (
    <Card title="CHILDREN" aside={ids.length > MAX_SHOWN ? `${MAX_SHOWN} of ${ids.length}` : String(ids.length)}>
      <ul className={css.list}>
        {tasks.map(({ id, status }) => (
          <li key={id}>
            <StateMark state={status} short />
            <Link href={`/tasks/${encodeURIComponent(id)}/`} title={id}>
              <code>{shortId(id)}</code>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
