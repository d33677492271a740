import {
  type CeleryClient,
  defineTask,
  type GroupStatus,
  type SettledTask,
  type TaskStatus,
} from '@celery-results/client';
import { type QueryClient, skipToken, useQueries, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { z } from 'zod';
import {
  CeleryResultsProvider,
  groupStatusOptions,
  taskResultOptions,
  taskStatusOptions,
  useGroupStatus,
  useSuspenseTaskResult,
  useSuspenseTaskStatus,
  useTaskSettled,
  useTaskStatus,
  useTaskStatuses,
} from './index.ts';

// Files of this kind only have to compile: a line after `@ts-expect-error` that compiles is the failure.

interface Given {
  readonly client: CeleryClient;
  readonly queryClient: QueryClient;
  readonly id: string | undefined;
}

export function Results({ id }: Given): null {
  const { data } = useTaskStatus<{ rows: number }, { step: string }>(id);
  // @ts-expect-error there may be no data yet
  data.phase;
  // @ts-expect-error the result is known only once the phase is
  data?.result.rows;
  // @ts-expect-error and not by the state, which may be any text
  if (data?.status === 'SUCCESS') data.result.rows;
  if (data?.phase === 'succeeded') data.result.rows satisfies number;
  if (data?.phase === 'running') data.result?.step satisfies string | undefined;
  if (data?.phase === 'failed') data.traceback satisfies string | null;
  // @ts-expect-error no such phase
  if (data?.phase === 'SUCCESS') return null;

  const untyped = useTaskStatus(id).data;
  // @ts-expect-error nobody said what the result is
  if (untyped?.phase === 'succeeded') untyped.result.rows;

  useGroupStatus(id).data?.counts.failed satisfies number | undefined;
  const member = useGroupStatus<{ rows: number }>(id).data?.tasks[0];
  if (member?.phase === 'succeeded') member.result.rows satisfies number;
  return null;
}

export function Ids({ id }: Given): null {
  useTaskStatus(id);
  useTaskStatus(null);
  useTaskStatus(skipToken);
  // @ts-expect-error an id is text
  useTaskStatus(7);
  // @ts-expect-error and one
  useGroupStatus(['a', 'b']);
  // @ts-expect-error say null when there is none
  useTaskStatus();
  return null;
}

export function Options({ id }: Given): null {
  // `select` changes what data is
  const failed = useTaskStatus(id, { select: (task) => task.phase === 'failed' }).data;
  failed satisfies boolean | undefined;
  // @ts-expect-error so the task is no longer there
  failed?.phase;
  useGroupStatus(id, { select: (group) => group.counts.total }).data satisfies number | undefined;
  useTaskStatus(id, { interval: 500, maxInterval: 5_000 }).data?.phase;
  // @ts-expect-error polling is the hook's own business
  useTaskStatus(id, { refetchInterval: 1 });
  // @ts-expect-error milliseconds
  useTaskStatus(id, { interval: '1s' });
  return null;
}

export function Errors({ id }: Given): null {
  const { error } = useTaskStatus(id);
  error?.message satisfies string | undefined;
  if (error?.code === 'HTTP') error.status satisfies number;
  // @ts-expect-error an id that no URL takes was never sent anywhere
  error?.url;
  if (error?.code === 'RESULT_SCHEMA') error.taskId satisfies string;
  else if (error?.code !== 'NO_REVERSE_MATCH') error?.url satisfies string | undefined;
  return null;
}

export function Factories({ client, queryClient, id }: Given): null {
  const options = taskStatusOptions<number>(client, id);
  const [task, group] = useQueries({ queries: [options, groupStatusOptions(client, id)] });
  task.data satisfies TaskStatus<number> | undefined;
  group.data satisfies GroupStatus | undefined;
  useQuery(options).data satisfies TaskStatus<number> | undefined;
  queryClient.getQueryData(options.queryKey) satisfies TaskStatus<number> | undefined;
  queryClient.prefetchQuery(options);
  // @ts-expect-error the client comes first
  taskStatusOptions(id);
  return null;
}

const report = defineTask({ result: z.object({ rows: z.number() }), meta: z.object({ step: z.string() }) });

export function Defined({ id }: Given): null {
  const { data } = useTaskStatus(id, { task: report });
  if (data?.phase === 'succeeded') data.result.rows satisfies number;
  if (data?.phase === 'running') data.result?.step satisfies string | undefined;
  // @ts-expect-error the schema has no such key
  if (data?.phase === 'succeeded') data.result.pages;
  const failed = useTaskStatus(id, { task: report, select: (task) => task.phase === 'failed' }).data;
  failed satisfies boolean | undefined;
  return null;
}

export function Many({ id }: Given): null {
  const { tasks, progress, errors, isReady } = useTaskStatuses<{ rows: number }>(['a', 'b']);
  tasks satisfies readonly TaskStatus<{ rows: number }>[];
  progress.percent satisfies number | null;
  errors['a']?.code satisfies string | undefined;
  isReady satisfies boolean;
  // @ts-expect-error each task has a cache entry of its own: there is no data of all
  tasks.data;
  // @ts-expect-error a list of ids
  useTaskStatuses(id);
  return null;
}

export function Settled({ id }: Given): null {
  useTaskSettled<number>(id, (task) => {
    task satisfies SettledTask<number>;
    // @ts-expect-error a settled task does not run
    task.phase === 'running';
    if (task.phase === 'succeeded') task.result.toFixed();
  });
  useTaskSettled(id, (task) => task.phase === 'succeeded' && task.result.rows.toFixed(), { task: report });
  // @ts-expect-error somebody has to be told
  useTaskSettled(id);
  return null;
}

export function Suspended({ client, id }: Given): null {
  const status = useSuspenseTaskStatus<number>('t').data;
  status satisfies TaskStatus<number>;
  useSuspenseTaskResult<{ rows: number }>('t').rows satisfies number;
  useSuspenseTaskResult('t', { task: report }).rows satisfies number;
  useQuery(taskResultOptions<number>(client, 't')).data satisfies number | undefined;
  // @ts-expect-error suspense cannot wait for an id
  useSuspenseTaskStatus(id);
  // @ts-expect-error nor be skipped
  useSuspenseTaskStatus(skipToken);
  // @ts-expect-error nobody said what the result is
  useSuspenseTaskResult('t').rows;
  return null;
}

export function Provider(): ReactNode {
  // @ts-expect-error a provider provides a client
  return <CeleryResultsProvider>{null}</CeleryResultsProvider>;
}
