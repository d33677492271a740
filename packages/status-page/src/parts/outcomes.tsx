import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { lookOf } from '../text/state.ts';
import { utcText } from '../text/time.ts';
import css from './outcomes.module.css';

export interface Outcome {
  readonly id: string;
  readonly status: string;
  readonly date_done: string | null;
}

/** Shows the outcomes of some tasks as links, the oldest first. */
export function Outcomes({
  tasks,
  current,
}: {
  readonly tasks: readonly Outcome[];
  readonly current?: string;
}): ReactNode {
  return (
    <span className={css.outcomes}>
      {tasks.toReversed().map(({ id, status, date_done }) => {
        const { shape, word, tone } = lookOf(status);
        const title = `${word}${date_done === null ? '' : `, ${utcText(date_done)}`}`;
        return (
          <Link
            key={id}
            href={`/tasks/${encodeURIComponent(id)}/`}
            className={`${css.outcome} ${css[tone]}`}
            aria-current={id === current ? 'true' : undefined}
            aria-label={title}
            title={title}
          >
            <span aria-hidden="true">{shape}</span>
          </Link>
        );
      })}
    </span>
  );
}
