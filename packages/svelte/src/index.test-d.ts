import { type CeleryClient, defineTask, type TaskStatus } from '@celery-results/client';
import { createQuery, type QueryClient } from '@tanstack/svelte-query';
import { z } from 'zod';
import {
  taskResultOptions,
  taskStatusOptions,
  useConnection,
  useGroupStatus,
  useTaskEstimate,
  useTaskStatus,
  useTaskStatuses,
} from './index.ts';

// The compiler is the test: it fails for a line after `@ts-expect-error` that compiles.

export function results(id: string | undefined): void {
  const { data, error } = useTaskStatus<{ rows: number }, { step: string }>(() => id);
  // @ts-expect-error data may be undefined
  data.phase;
  if (data?.phase === 'succeeded') data.result.rows satisfies number;
  if (error?.code === 'HTTP') error.status satisfies number;
  useGroupStatus(() => null).data?.counts.failed satisfies number | undefined;
  // @ts-expect-error the id is a function, so that it may change
  useTaskStatus(id);
  const options = () => ({ refetchInterval: 1 });
  // @ts-expect-error the option does not exist
  useTaskStatus(() => id, options);
  useTaskStatuses<{ rows: number }>(() => ['a']).tasks satisfies readonly TaskStatus<{ rows: number }>[];
  useTaskStatuses(() => undefined).phase satisfies string;
  useTaskEstimate(
    () => id,
    () => ({ stalledAfter: 60_000 }),
  ).data?.isStalled satisfies boolean | undefined;
  useConnection().current satisfies 'live' | 'polling' | 'offline';
}

const report = defineTask({ result: z.object({ rows: z.number() }) });

export function defined(id: string): void {
  const { data } = useTaskStatus(
    () => id,
    () => ({ task: report }),
  );
  if (data?.phase === 'succeeded') data.result.rows satisfies number;
}

export function factories(client: CeleryClient, queryClient: QueryClient): void {
  const options = taskStatusOptions<number>(client, 't');
  // Svelte's adapter pins its own copy of TanStack's core, here and in a project that npm installs
  createQuery(() => taskResultOptions<number>(client, null)).data satisfies number | undefined;
  createQuery(() => options).data satisfies TaskStatus<number> | undefined;
  queryClient.prefetchQuery(options);
}
