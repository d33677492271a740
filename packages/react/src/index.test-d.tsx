import type { CeleryClient } from '@celery-results/client';
import { skipToken, useQueries } from '@tanstack/react-query';
import { groupStatusOptions, taskStatusOptions, useGroupStatus, useTaskStatus } from './index.ts';

// Files of this kind only have to compile: a line after `@ts-expect-error` that compiles is the failure.

export function Misuses({ client, id }: { client: CeleryClient; id: string | undefined }): null {
  const { data } = useTaskStatus<{ rows: number }>(id);
  // @ts-expect-error there may be no data yet
  data.phase;
  // @ts-expect-error the result is known only once the phase is
  data?.result.rows;
  if (data?.phase === 'succeeded') data.result.rows satisfies number;

  // `select` changes what data is
  useTaskStatus(id, { select: (task) => task.phase === 'failed' }).data satisfies boolean | undefined;
  useTaskStatus(null);
  useTaskStatus(skipToken);
  // @ts-expect-error an id is text
  useTaskStatus(7);
  // @ts-expect-error polling is the hook's own business
  useTaskStatus(id, { refetchInterval: 1 });

  useGroupStatus(id).data?.counts.failed satisfies number | undefined;
  useQueries({ queries: [taskStatusOptions<number>(client, id), groupStatusOptions(client, id)] })[0].data?.phase;
  return null;
}
