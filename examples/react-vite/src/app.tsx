import { isTaskError, type TaskStatus } from '@celery-results/client';
import {
  useGroupStatus,
  useSuspenseTaskResult,
  useTaskSettled,
  useTaskStatus,
  useTaskStatuses,
} from '@celery-results/react';
import { QueryErrorResetBoundary } from '@tanstack/react-query';
import { Component, type ReactNode, Suspense, useState } from 'react';
import { Times } from './times.tsx';

interface AppProps {
  readonly tasks: readonly string[];
  readonly group: string | null;
  readonly result: string | null;
}

export function App({ tasks, group, result }: AppProps): ReactNode {
  return (
    <>
      <h1>Tasks</h1>
      {tasks.length > 0 && <TaskList ids={tasks} />}
      <Group id={group} />
      {result && (
        <QueryErrorResetBoundary>
          {({ reset }) => (
            <ErrorBoundary onRetry={reset}>
              <Suspense fallback={<p role="status">waiting for the result …</p>}>
                <Result id={result} />
              </Suspense>
            </ErrorBoundary>
          )}
        </QueryErrorResetBoundary>
      )}
    </>
  );
}

/** A bar for each task, and one for all of them. They share cache entries, so both together send no more requests. */
function TaskList({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const { progress, counts, isReady } = useTaskStatuses(ids);
  return (
    <section aria-label="all tasks">
      <h2>All tasks</h2>
      <Bar label="all tasks" percent={progress.percent} />
      <p>
        {counts.ready} of {counts.total} ready{isReady && ', done'}
      </p>
      <ul>
        {ids.map((id) => (
          <TaskItem key={id} id={id} />
        ))}
      </ul>
    </section>
  );
}

function TaskItem({ id }: { readonly id: string }): ReactNode {
  const { data: task, error } = useTaskStatus<unknown, { step?: string }>(id);
  const [end, setEnd] = useState('');
  useTaskSettled(id, ({ phase }) => setEnd(`settled: ${phase}`));
  return (
    <li aria-label={id}>
      <Bar label={`task ${id}`} percent={task ? percentOf(task) : 0} />
      <div className="line">
        <span className={`phase ${task?.phase ?? 'pending'}`}>{task?.phase ?? 'asking'}</span>
        <span>{task && describeTask(task)}</span>
        <em>{end}</em>
        <Times id={id} />
      </div>
      {error && <p role="alert">{error.message}</p>}
    </li>
  );
}

function describeTask(task: TaskStatus<unknown, { step?: string }>): string {
  if (task.phase === 'succeeded') return `done: ${JSON.stringify(task.result)}`;
  if (task.phase === 'failed' || task.phase === 'retrying') return `${task.phase}: ${task.message ?? task.result}`;
  return task.phase === 'running' ? `running ${task.result?.step ?? ''}` : task.phase;
}

function percentOf(task: TaskStatus): number | null {
  if (task.isReady) return 100;
  return task.phase === 'running' ? (task.progress?.percent ?? null) : 0;
}

function Group({ id }: { readonly id: string | null }): ReactNode {
  const { data: group } = useGroupStatus(id);
  if (!group) return null;
  const { counts, progress, isFailed } = group;
  return (
    <section aria-label="group">
      <h2>Group</h2>
      <Bar label="group" percent={progress.percent} />
      <p>
        {counts.succeeded} succeeded, {counts.failed} failed, {counts.total - counts.ready} open{isFailed && '!'}
      </p>
    </section>
  );
}

function Result({ id }: { readonly id: string }): ReactNode {
  const result = useSuspenseTaskResult<{ rows: number }>(id);
  return <p role="status">{result.rows} rows</p>;
}

function Bar({ label, percent }: { readonly label: string; readonly percent: number | null }): ReactNode {
  return (
    <div className="line">
      <progress aria-label={label} max={100} {...(percent === null ? {} : { value: percent })} />
      {percent !== null && <span>{Math.round(percent)} %</span>}
    </div>
  );
}

class ErrorBoundary extends Component<
  { readonly children: ReactNode; readonly onRetry: () => void },
  { error?: Error }
> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError = (error: Error): { error: Error } => ({ error });
  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const retry = (): void => {
      this.props.onRetry();
      this.setState({ error: undefined } as never);
    };
    return (
      <p role="alert">
        {isTaskError(error) ? `no result: ${error.code}` : error.message}{' '}
        <button type="button" onClick={retry}>
          try again
        </button>
      </p>
    );
  }
}
