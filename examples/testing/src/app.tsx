// region app
import { createClient } from '@celery-results/client';
import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { TaskProgress } from './task-progress.tsx';

const queryClient = new QueryClient();
const client = createClient({ baseUrl: '/celery/' }); // where Django's urls.py includes the views

export function App({ taskId }: { taskId: string }) {
  return (
    <QueryClientProvider client={queryClient}>
      <CeleryResultsProvider client={client}>
        <TaskProgress id={taskId} />
      </CeleryResultsProvider>
    </QueryClientProvider>
  );
}
// endregion
