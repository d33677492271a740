import type { HintedField, TaskDetailV1 } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { listUrl } from '../data/use-page-filters.ts';
import { type Filters, NO_FILTERS } from '../filters/filters.ts';
import { bytesText } from '../text/numbers.ts';
import css from './facts.module.css';
import { hintText } from './hint.ts';

/** Shows the stored data beside the result. A value links to the list of tasks with the same value. */
export function Facts({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  const { worker = null, periodic, queue, retries, sizes, hints } = task;
  const link = (change: Partial<Filters>, text: string | null): ReactNode =>
    text === null ? null : <Link href={listUrl({ ...NO_FILTERS, ...change })}>{text}</Link>;
  const facts: readonly (readonly [label: string, value: ReactNode, field: HintedField | undefined])[] = [
    ['worker', link({ worker: worker ?? '' }, worker), 'worker'],
    ['periodic task', link({ periodic: periodic ?? '' }, periodic), 'periodic'],
    ['queue', queue, 'queue'],
    ['retries', retries, 'retries'],
    ['content', [task.content_type, task.content_encoding].filter((one) => one !== null).join(', ') || null, undefined],
    ['size of the result', sizes.result === null ? null : bytesText(sizes.result), undefined],
  ];
  return (
    <dl className={css.facts}>
      {facts.map(([label, value, field]) => {
        const hint = field && hints[field];
        if (value === null && (hint === undefined || hint === 'not_stored_here' || hint === 'not_periodic'))
          return null;
        return (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value ?? <span title={hint && hintText(hint).long}>{hint && hintText(hint).short}</span>}</dd>
          </div>
        );
      })}
    </dl>
  );
}
