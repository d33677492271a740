'use client';
import { useTaskStatus } from '@celery-results/react';
import type { ReactNode } from 'react';

export function TaskView({ id }: { readonly id: string }): ReactNode {
  const { data: task, error } = useTaskStatus(id);
  if (!task) return <p role="status">{error ? error.message : 'Loading …'}</p>;
  return (
    <section>
      <p role="status">{task.phase}</p>
      <progress aria-label="Progress" max={100} value={task.progress?.percent ?? undefined} />
      {task.phase === 'succeeded' && <pre>{JSON.stringify(task.result)}</pre>}
    </section>
  );
}
