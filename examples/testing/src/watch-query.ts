// region watch
import { createClient, type TaskStatus } from '@celery-results/client';
import { taskStatusOptions } from '@celery-results/query';
import { QueryClient, QueryObserver } from '@tanstack/query-core';

const client = createClient({ baseUrl: '/celery/' });
const queryClient = new QueryClient();

export function showTask(id: string, show: (task: TaskStatus) => void): () => void {
  const observer = new QueryObserver(queryClient, taskStatusOptions(client, id));
  return observer.subscribe(({ data }) => data && show(data));
}
// endregion
