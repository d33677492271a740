import type { TaskStatus } from '@celery-results/client';
import { useTaskStatus } from '@celery-results/react';
import type { ReactNode } from 'react';
import { Bar } from './bar.tsx';

// region hook
/** One task: its phase, how far it is, and what became of it. */
export function TaskCard({ title, id }: { readonly title: string; readonly id: string | undefined }): ReactNode {
  const { data: task, error } = useTaskStatus(id);
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <Phase phase={task?.phase ?? 'pending'} />
      <Bar label={title} percent={percentOf(task)} phase={task?.phase ?? 'pending'} />
      {error && <p role="alert">{error.message}</p>}
      {task?.phase === 'running' && task.progress?.description && <p>{task.progress.description}</p>}
      {task && <Outcome task={task} />}
    </section>
  );
}
// endregion

export function Phase({ phase }: { readonly phase: TaskStatus['phase'] }): ReactNode {
  return <span className={`phase ${phase}`}>{phase}</span>;
}

export function percentOf(task: TaskStatus | undefined): number | null {
  if (task?.phase === 'running') return task.progress?.percent ?? 0;
  return task?.isReady ? 100 : 0;
}

function Outcome({ task }: { readonly task: TaskStatus }): ReactNode {
  switch (task.phase) {
    case 'succeeded':
      return <code>{JSON.stringify(task.result)}</code>;
    case 'retrying':
      return <p>trying again after {task.message ?? task.result}</p>;
    case 'failed':
    case 'revoked':
      return (
        <details>
          <summary>
            {task.exc_type}: {task.message ?? task.result}
          </summary>
          <pre>{task.traceback ?? 'no traceback is stored: the workers run without result_extended'}</pre>
        </details>
      );
    default:
      return null;
  }
}
