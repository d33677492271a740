import { useGroupStatus, useTaskStatus } from '@celery-results/react';
import { type ReactNode, useState } from 'react';

/** Starts something with the API. Returns the id of its task or group. */
async function start(path: string): Promise<{ readonly task?: string; readonly group?: string }> {
  const response = await fetch(`/api/${path}`, { method: 'POST' });
  if (!response.ok) throw new Error(`the API answers with status ${response.status}`);
  return response.json();
}

export function App(): ReactNode {
  const [task, setTask] = useState<string>();
  const [group, setGroup] = useState<string>();
  const onStart = async (path: string): Promise<void> => {
    const started = await start(path);
    if (started.task !== undefined) setTask(started.task);
    if (started.group !== undefined) setGroup(started.group);
  };
  return (
    <>
      <h1>Reports</h1>
      <button type="button" onClick={() => onStart('reports')}>
        Build the report
      </button>
      <button type="button" onClick={() => onStart('prices')}>
        Load prices
      </button>
      <button type="button" onClick={() => onStart('thumbnails')}>
        Make thumbnails
      </button>
      {task !== undefined && <Task key={task} id={task} />}
      {group !== undefined && <Group key={group} id={group} />}
    </>
  );
}

function Task({ id }: { readonly id: string }): ReactNode {
  const { data: task, error } = useTaskStatus<{ readonly rows: number }>(id);
  if (error) return <p role="alert">{error.message}</p>;
  if (task?.phase === 'failed') return <p role="alert">{task.message ?? task.result}</p>;
  if (task?.phase === 'succeeded') return <p role="status">{task.result.rows} rows</p>;
  return <progress aria-label="report" max={100} value={task?.progress?.percent ?? 0} />;
}

function Group({ id }: { readonly id: string }): ReactNode {
  const { data: group } = useGroupStatus(id);
  if (!group) return null;
  const { succeeded, total } = group.counts;
  return (
    <p>
      {succeeded} of {total} thumbnails
    </p>
  );
}
