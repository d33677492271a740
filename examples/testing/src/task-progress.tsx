// region hook
import { useTaskStatus } from '@celery-results/react';

export function TaskProgress({ id }: { id: string }) {
  const { data: task, error } = useTaskStatus(id);
  if (error) return <p role="alert">{error.message}</p>;
  if (task?.phase === 'failed') return <p role="alert">{task.message ?? task.result}</p>;
  if (task?.phase === 'succeeded') return <p>Result: {JSON.stringify(task.result)}</p>;
  if (task?.isReady) return <p>The task was {task.phase}</p>;
  return <progress max={100} value={task?.progress?.percent ?? 0} />;
}
// endregion
