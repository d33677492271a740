// region page
import { taskStatusOptions } from '@celery-results/react';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createServerClient } from '../../../lib/celery-on-server.ts';
import { TaskView } from '../../task-view.tsx';

/** Reads the task on the server, so that the first HTML shows its state. The browser goes on from there. */
export default async function Page({
  params,
}: {
  readonly params: Promise<{ readonly id: string }>;
}): Promise<ReactNode> {
  const { id } = await params;
  const queryClient = new QueryClient();
  await queryClient.prefetchQuery(taskStatusOptions(createServerClient(), id));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <TaskView id={id} />
    </HydrationBoundary>
  );
}
// endregion
