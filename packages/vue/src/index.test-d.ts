import { type CeleryClient, defineTask, type TaskStatus } from '@celery-results/client';
import { type QueryClient, useQuery } from '@tanstack/vue-query';
import { type App, ref } from 'vue';
import { z } from 'zod';
import {
  celeryResults,
  groupStatusOptions,
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
  data.value.phase;
  if (data.value?.phase === 'succeeded') data.value.result.rows satisfies number;
  // @ts-expect-error the result has a type only after a check of the phase
  data.value?.result.rows;
  if (error.value?.code === 'HTTP') error.value.status satisfies number;
  useGroupStatus(ref<string | null>(null)).data.value?.counts.failed satisfies number | undefined;
  useTaskStatus(id, { select: (task) => task.phase === 'failed' }).data.value satisfies boolean | undefined;
  // @ts-expect-error an id is a string
  useTaskStatus(7);
  // @ts-expect-error the option does not exist
  useTaskStatus(id, { refetchInterval: 1 });
  useTaskStatuses<{ rows: number }>(ref(['a'])).value.tasks satisfies readonly TaskStatus<{ rows: number }>[];
  useTaskStatuses(() => undefined).value.phase satisfies string;
  useTaskEstimate(id, { stalledAfter: 60_000 }).data.value?.remaining satisfies number | null | undefined;
  // @ts-expect-error a duration is a number
  useTaskEstimate(id, { stalledAfter: '60 s' });
  useConnection().value satisfies 'live' | 'polling' | 'offline';
}

const report = defineTask({ result: z.object({ rows: z.number() }) });

export function defined(id: string): void {
  const { data } = useTaskStatus(id, { task: report });
  if (data.value?.phase === 'succeeded') data.value.result.rows satisfies number;
}

export function factories(client: CeleryClient, queryClient: QueryClient, app: App): void {
  const options = taskStatusOptions<number>(client, 't');
  // Vue's adapter pins its own copy of TanStack's core, here and in a project that npm installs
  useQuery(() => options).data.value satisfies TaskStatus<number> | undefined;
  useQuery(taskResultOptions<number>(client, null)).data.value satisfies number | undefined;
  useQuery(options).data.value satisfies TaskStatus<number> | undefined;
  useQuery(groupStatusOptions(client, 'g')).data.value?.counts.total satisfies number | undefined;
  queryClient.prefetchQuery(options);
  app.use(celeryResults, { client });
  // @ts-expect-error the client is required
  app.use(celeryResults, {});
}
