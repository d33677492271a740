import type { TaskDetailV1 } from '@celery-results/client/protocol';
import { lazy, type ReactNode, Suspense } from 'react';
import { failureOf } from '../data/failure.ts';
import { Card } from '../parts/card.tsx';
import { copyText } from '../parts/copy-button.tsx';
import { Notice } from '../parts/notice.tsx';
import { useKeys } from '../shell/keys.ts';
import { NoAccess } from '../shell/no-access.tsx';
import { Arguments } from './arguments.tsx';
import { Children } from './children.tsx';
import { ErrorCard } from './error-card.tsx';
import { Facts } from './facts.tsx';
import { advice, hintText } from './hint.ts';
import { LikeThis } from './like-this.tsx';
import { Meta } from './meta.tsx';
import { TaskHeader } from './task-header.tsx';
import css from './task-screen.module.css';
import { Timeline } from './timeline.tsx';
import { useTask } from './use-task.ts';

const JsonViewer = lazy(async () => ({ default: (await import('../json/json-viewer.tsx')).JsonViewer }));

/** Shows all stored data of one task. */
export function TaskScreen({ id }: { readonly id: string }): ReactNode {
  const { task, lastKnown, error } = useTask(id);
  useKeys({ y: () => void copyText(id) });
  if (error !== null) return <TaskError id={id} error={error} />;
  if (!task) return <div className={css.blank} />;
  if (!task.known && !lastKnown) return <Unknown task={task} />;
  const shown = lastKnown ?? task;
  return (
    <article className={css.screen} aria-label={`Task ${id}`}>
      {lastKnown && (
        <p className={css.gone} role="alert">
          The row of this task is gone: it has expired, or was deleted. Shown is what was stored last.
        </p>
      )}
      <TaskHeader task={shown} />
      <Timeline task={shown} />
      <Facts task={shown} />
      <div className={css.cards}>
        <ErrorCard task={shown} />
        {!isError(shown) && <ResultCard task={shown} />}
        <Meta task={shown} />
        <Arguments task={shown} />
        <Children ids={shown.children ?? []} />
        <LikeThis task={shown} />
      </div>
      <Advice task={shown} />
    </article>
  );
}

function isError(task: TaskDetailV1): boolean {
  return ['FAILURE', 'RETRY', 'REVOKED'].includes(task.status);
}

function ResultCard({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  const hint = task.hints.result;
  const isHidden = hint !== undefined && hint !== 'large';
  const isFinal = task.status === 'SUCCESS';
  return (
    <Card title={isFinal ? 'RESULT' : 'STORED SO FAR'}>
      {isHidden ? (
        <p className={css.none}>{hintText(hint).short}</p>
      ) : (
        <Suspense fallback={<div className={css.loading} />}>
          <JsonViewer id={task.id} version={task.etag} size={task.sizes.result} />
        </Suspense>
      )}
    </Card>
  );
}

function Advice({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  const lines = advice(task.hints);
  if (lines.length === 0) return null;
  return (
    <details className={css.advice}>
      <summary>Why some fields are empty</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function Unknown({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  return (
    <article className={css.screen} aria-label={`Task ${task.id}`}>
      <TaskHeader task={task} />
      <Card title="NOTHING IS STORED">
        <Notice title="This page shows the task when it is stored">
          <p>
            The task may wait for a worker, or run without <code>task_track_started</code>. Its result may have expired,
            or be in another backend. Or no task has this id: Celery stores nothing when a task is sent.
          </p>
        </Notice>
      </Card>
    </article>
  );
}

function TaskError({ id, error }: { readonly id: string; readonly error: unknown }): ReactNode {
  const { kind, detail } = failureOf(error);
  if (kind === 'signed-out') return <NoAccess kind={kind} />;
  if (kind === 'no-right')
    return (
      <Notice title="You may not read this task">
        <p>
          Your grant includes neither <code>{id}</code> nor a group of it.
        </p>
      </Notice>
    );
  return (
    <Notice title={kind === 'store-away' ? 'The database does not answer' : 'The task cannot be read'} tone="again">
      <p>{detail}</p>
      <p>This page tries again every few seconds.</p>
    </Notice>
  );
}
