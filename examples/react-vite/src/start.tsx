// region start
import { createClient } from '@celery-results/client';
import { CeleryResultsProvider, useTaskStatus } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

const client = createClient({ baseUrl: '/celery/' });
const queryClient = new QueryClient();

function Report({ id }: { readonly id: string | null }): ReactNode {
  const { data: task, error } = useTaskStatus<{ rows: number }>(id);
  if (error) return <p role="alert">{error.message}</p>;
  if (task?.phase === 'running') return <progress max={100} value={task.progress?.percent ?? 0} />;
  if (task?.phase === 'succeeded') return <p>{task.result.rows} rows</p>;
  if (task?.phase === 'failed') return <p role="alert">{task.message ?? task.result}</p>;
  return <p>Waiting for a worker</p>;
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <QueryClientProvider client={queryClient}>
    <CeleryResultsProvider client={client}>
      <Report id={new URLSearchParams(location.search).get('task')} />
    </CeleryResultsProvider>
  </QueryClientProvider>,
);
// endregion
