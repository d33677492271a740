import { useTaskStatus } from '@celery-results/react';
import type { ReactNode } from 'react';

/** Shows the progress of an import, and its number of rows. */
export function ImportCard({ id }: { readonly id: string }): ReactNode {
  const { data: task, error } = useTaskStatus<{ rows: number }>(id);
  if (error) return <p role="alert">The server does not answer</p>;
  switch (task?.phase) {
    case 'running':
      return <progress max={100} value={task.progress?.percent ?? 0} />;
    case 'succeeded':
      return <p role="status">{task.result.rows} rows</p>;
    case 'failed':
      return <p role="alert">{task.result}</p>;
    default:
      return <p role="status">Waiting for a worker</p>;
  }
}
