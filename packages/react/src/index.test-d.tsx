import {
  type CeleryClient,
  defineTask,
  type GroupStatus,
  type SettledTask,
  type TaskStatus,
} from '@celery-results/client';
import { type QueryClient, skipToken, useQueries, useQuery, useSuspenseQuery } from '@tanstack/react-query';
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
  useTaskDetail,
  useTaskSettled,
  useTaskStatus,
  useTaskStatuses,
  useTasksSettled,
} from './index.ts';

// The compiler is the test: it fails for a line after `@ts-expect-error` that compiles.

interface Props {
  readonly client: CeleryClient;
  readonly queryClient: QueryClient;
  readonly id: string | undefined;
}

export function Results({ id }: Props): null {
  const { data } = useTaskStatus<{ rows: number }, { step: string }>(id);
  // @ts-expect-error data may be undefined
  data.phase;
  // @ts-expect-error the result has a type only after a check of the phase
  data?.result.rows;
  // @ts-expect-error a state does not narrow the type, since it may be any text
  if (data?.status === 'SUCCESS') data.result.rows;
  if (data?.phase === 'succeeded') data.result.rows satisfies number;
  if (data?.phase === 'running') data.result?.step satisfies string | undefined;
  if (data?.phase === 'failed') data.traceback satisfies string | null;
  // @ts-expect-error the phase does not exist
  if (data?.phase === 'SUCCESS') return null;

  const untyped = useTaskStatus(id).data;
  // @ts-expect-error the result has the type unknown
  if (untyped?.phase === 'succeeded') untyped.result.rows;

  useGroupStatus(id).data?.counts.failed satisfies number | undefined;
  const member = useGroupStatus<{ rows: number }>(id).data?.tasks[0];
  if (member?.phase === 'succeeded') member.result.rows satisfies number;
  return null;
}

export function Ids({ id }: Props): null {
  useTaskStatus(id);
  useTaskStatus(null);
  useTaskStatus(skipToken);
  // @ts-expect-error an id is a string
  useTaskStatus(7);
  // @ts-expect-error a list is not an id
  useGroupStatus(['a', 'b']);
  // @ts-expect-error the id is required, even if it is null
  useTaskStatus();
  return null;
}

export function Options({ id }: Props): null {
  // `select` changes the type of data
  const failed = useTaskStatus(id, { select: (task) => task.phase === 'failed' }).data;
  failed satisfies boolean | undefined;
  // @ts-expect-error data is the selection, not a task
  failed?.phase;
  // with `select`, its parameter has the type of the result: a single type argument would also fix the type of data
  const rows = useTaskStatus(id, {
    select: (task: TaskStatus<{ rows: number }>) => (task.phase === 'succeeded' ? task.result.rows : null),
  });
  rows.data satisfies number | null | undefined;
  useGroupStatus(id, { select: (group) => group.counts.total }).data satisfies number | undefined;
  useTaskStatus(id, { interval: 500, maxInterval: 5_000 }).data?.phase;
  // @ts-expect-error the option does not exist
  useTaskStatus(id, { refetchInterval: 1 });
  // @ts-expect-error an interval is a number of milliseconds
  useTaskStatus(id, { interval: '1s' });
  return null;
}

export function Errors({ id }: Props): null {
  const { error } = useTaskStatus(id);
  error?.message satisfies string | undefined;
  if (error?.code === 'HTTP') error.status satisfies number;
  // @ts-expect-error NoReverseMatch has no URL
  error?.url;
  if (error?.code === 'RESULT_SCHEMA' || error?.code === 'WAIT_TIMEOUT') error.taskId satisfies string;
  else if (error?.code !== 'NO_REVERSE_MATCH') error?.url satisfies string | undefined;
  return null;
}

export function Factories({ client, queryClient, id }: Props): null {
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

export function Defined({ id }: Props): null {
  const { data } = useTaskStatus(id, { task: report });
  if (data?.phase === 'succeeded') data.result.rows satisfies number;
  if (data?.phase === 'running') data.result?.step satisfies string | undefined;
  // @ts-expect-error the schema has no such key
  if (data?.phase === 'succeeded') data.result.pages;
  const failed = useTaskStatus(id, { task: report, select: (task) => task.phase === 'failed' }).data;
  failed satisfies boolean | undefined;
  return null;
}

export function Many({ id }: Props): null {
  const { tasks, progress, errors, isReady } = useTaskStatuses<{ rows: number }>(['a', 'b']);
  tasks satisfies readonly TaskStatus<{ rows: number }>[];
  progress.percent satisfies number | null;
  errors['a']?.code satisfies string | undefined;
  isReady satisfies boolean;
  // @ts-expect-error the tasks are a list, not a query result
  tasks.data;
  // @ts-expect-error the hook takes a list of ids
  useTaskStatuses(id);
  return null;
}

export function Settled({ id }: Props): null {
  useTaskSettled<number>(id, (task) => {
    task satisfies SettledTask<number>;
    // @ts-expect-error a settled task is not running
    task.phase === 'running';
    if (task.phase === 'succeeded') task.result.toFixed();
  });
  useTaskSettled(id, (task) => task.phase === 'succeeded' && task.result.rows.toFixed(), { task: report });
  // @ts-expect-error the callback is required
  useTaskSettled(id);
  return null;
}

export function Suspended({ client, id }: Props): null {
  const status = useSuspenseTaskStatus<number>('t').data;
  status satisfies TaskStatus<number>;
  useSuspenseTaskResult<{ rows: number }>('t').rows satisfies number;
  useSuspenseTaskResult('t', { task: report }).rows satisfies number;
  useQuery(taskResultOptions<number>(client, 't')).data satisfies number | undefined;
  // @ts-expect-error suspense needs an id
  useSuspenseTaskStatus(id);
  // @ts-expect-error suspense cannot be skipped
  useSuspenseTaskStatus(skipToken);
  // @ts-expect-error the result has the type unknown
  useSuspenseTaskResult('t').rows;
  return null;
}

export function Provider(): ReactNode {
  // @ts-expect-error the client is required
  return <CeleryResultsProvider>{null}</CeleryResultsProvider>;
}

export function EveryPhase({ client, id }: { readonly client: CeleryClient; readonly id: string }): null {
  const { data: task } = useTaskStatus(id, { interval: undefined, enabled: true, throwOnError: false, meta: { a: 1 } });
  // progress is a member of every phase
  task?.progress?.percent satisfies number | null | undefined;
  if (task?.phase === 'failed') task.message satisfies string | null;
  if (task?.phase === 'ignored') task.result satisfies null;
  useTaskStatus(id, { timeout: 60_000, startedAt: Date.now(), placeholderData: undefined, gcTime: 1 });
  useSuspenseQuery(taskStatusOptions(client, id)).data satisfies TaskStatus;
  useTaskStatuses(undefined).phase satisfies string;
  useTasksSettled(undefined, (settled) => settled.id satisfies string);
  useTaskDetail(undefined).data?.status satisfies string | undefined;
  useQuery(taskResultOptions<number>(client, null)).data satisfies number | undefined;
  // @ts-expect-error the hook sets staleTime itself
  useTaskStatus(id, { staleTime: 1 });
  // @ts-expect-error the delays depend on structural sharing
  useTaskStatus(id, { structuralSharing: false });
  return null;
}
