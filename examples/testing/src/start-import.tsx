// region start
import { TaskProgress, useCancelTask, useStartTask } from '@celery-results/react';

export function StartImport() {
  const task = useStartTask<FormData, { rows: number }>({ start: postImport, persist: 'import' });
  const { cancel, isCancelling } = useCancelTask((id) => fetch(`/imports/${id}/cancel/`, { method: 'POST' }));
  const { id } = task;
  return (
    <form action={task.start}>
      <input type="hidden" name="source" value="prices.csv" />
      <button type="submit" disabled={task.isStarting}>
        Import
      </button>
      {id && <TaskProgress id={id} label="Import of prices.csv" />}
      {id && task.phase === 'running' && (
        <button type="button" disabled={isCancelling} onClick={() => cancel(id)}>
          {isCancelling ? 'Cancelling' : 'Cancel'}
        </button>
      )}
      {task.error && <p role="alert">{task.error.message}</p>}
      {task.result && <p>{task.result.rows} rows</p>}
    </form>
  );
}

async function postImport(form: FormData): Promise<{ task_id: string }> {
  const response = await fetch('/imports/', { method: 'POST', body: form });
  if (!response.ok) throw new Error(`The import was not started: ${response.status}`);
  return response.json();
}
// endregion
