import type { TaskDetailV1 } from '@celery-results/client/protocol';
import { useTaskStatus } from '@celery-results/react';
import type { ReactNode } from 'react';
import { Card } from '../parts/card.tsx';
import css from './meta.module.css';

/** Shows the progress of a running task, and the project's own stored data beside the result. */
export function Meta({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  const { data } = useTaskStatus(task.id);
  const progress = data?.phase === 'running' ? data.progress : null;
  const own = Object.entries(task.meta ?? {});
  if (!progress && own.length === 0) return null;
  return (
    <Card title={progress ? 'PROGRESS' : 'META'}>
      {progress && (
        <div className={css.progress}>
          <progress className={css.bar} aria-label="Progress" max={100} value={progress.percent ?? undefined} />
          <span>{progress.percent === null ? '' : `${progress.percent} %`}</span>
        </div>
      )}
      {own.length > 0 && (
        <dl className={css.list}>
          {own.map(([key, value]) => (
            <div key={key} className={css.row}>
              <dt>{key}</dt>
              <dd>
                <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
