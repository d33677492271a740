import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import {
  type CeleryClient,
  type ClientOptions,
  createClient,
  defineTask,
  type GroupStatus,
  isCeleryResultsError,
  isTaskError,
  type SettledTask,
  type TaskStatus,
} from './index.ts';

// The compiler is the test: it fails for a line after `@ts-expect-error` that compiles.

export async function misuses(client: CeleryClient): Promise<void> {
  const task = await client.taskStatus<{ rows: number }, { current: number }>('t');

  // @ts-expect-error the result has a type only after a check of the phase
  task.result.rows;
  if (task.phase === 'succeeded') task.result.rows satisfies number;
  if (task.phase === 'running') task.result?.current satisfies number | undefined;
  if (task.phase === 'failed') task.exc satisfies string | null;
  // @ts-expect-error SUCCESS is a state, not a phase
  if (task.phase === 'SUCCESS') task.isReady;

  client.urls.reverse('celery-group_status', { group_id: 'g' }) satisfies string;
  // @ts-expect-error a group route takes group_id
  client.urls.reverse('celery-group_status', { task_id: 'g' });
  // @ts-expect-error the route does not exist
  client.urls.reverse('celery-task', { task_id: 'g' });
  // @ts-expect-error an id is a string
  await client.taskStatus(5);
  // @ts-expect-error the model is read-only
  task.phase = 'failed';
}

export function undefinedOptions(): CeleryClient {
  return createClient({
    baseUrl: '/celery/',
    scope: undefined,
    urlStyle: undefined,
    poll: { interval: undefined, maxInterval: undefined },
    unknownAfter: undefined,
    states: undefined,
    progress: undefined,
    batch: undefined,
    push: undefined,
    headers: undefined,
    credentials: undefined,
    retry: undefined,
    timeout: undefined,
    fetch: undefined,
  } satisfies { readonly [Option in keyof Required<ClientOptions>]: unknown });
}

export function exhaustive(task: TaskStatus): string {
  switch (task.phase) {
    case 'unknown':
    case 'pending':
    case 'running':
    case 'retrying':
    case 'succeeded':
    case 'failed':
    case 'revoked':
    case 'ignored':
      return task.status;
    default:
      return task satisfies never;
  }
}

export function incomplete(task: TaskStatus): string {
  switch (task.phase) {
    case 'succeeded':
      return 'done';
    default:
      // @ts-expect-error the switch lacks seven phases
      return task satisfies never;
  }
}

export function errors(error: unknown): number | undefined {
  if (!isCeleryResultsError(error)) return undefined;
  // @ts-expect-error only an HTTP error has a status
  error.status;
  if (error.code === 'HTTP') error.retryAfter satisfies number | null;
  if (error.code === 'NETWORK') error satisfies Error & { readonly url: string };
  // @ts-expect-error an error of a request never has this code
  if (error.code === 'NO_REVERSE_MATCH') return 0;
  return error.code === 'HTTP' ? error.status : undefined;
}

export async function groups(client: CeleryClient): Promise<void> {
  const group = await client.groupStatus<number>('g');
  group satisfies GroupStatus<number>;
  group.counts.revoked satisfies number;
  for (const task of group.tasks) if (task.phase === 'succeeded') task.result.toFixed();
  // @ts-expect-error the phase does not exist
  group.counts.done;
  // @ts-expect-error a group is read-only
  group.tasks.push();
}

export async function schemas(client: CeleryClient): Promise<void> {
  const zod = defineTask({ result: z.object({ rows: z.number() }), meta: z.object({ current: z.number() }) });
  const task = await client.taskStatus('t', { task: zod });
  if (task.phase === 'succeeded') task.result.rows.toFixed();
  if (task.phase === 'running') task.result?.current.toFixed();
  // @ts-expect-error the schema has no such key
  if (task.phase === 'succeeded') task.result.pages;

  const valibot = defineTask({ result: v.object({ rows: v.pipe(v.string(), v.transform(Number)) }) });
  (await client.waitForTask('t', { task: valibot })).rows.toFixed();
  // @ts-expect-error the result is the output of the schema
  (await client.waitForTask('t', { task: valibot })).rows.trim();

  const arktype = defineTask({ result: type({ rows: 'number' }) });
  for (const { rows } of await client.waitForGroup('g', { task: arktype })) rows.toFixed();
  const group = await client.groupStatus('g', { task: arktype });
  for (const member of group.tasks) if (member.phase === 'succeeded') member.result.rows.toFixed();

  // @ts-expect-error the result takes a schema, not an example
  defineTask({ result: { rows: 1 } });
  // @ts-expect-error a definition has no such key
  defineTask({ output: z.number() });
  // @ts-expect-error a definition comes from defineTask
  await client.taskStatus('t', { task: z.number() });
}

export async function waits(client: CeleryClient, signal: AbortSignal): Promise<void> {
  const { rows } = await client.waitForTask<{ rows: number }>('t', { signal, timeout: 60_000 });
  rows.toFixed();
  // @ts-expect-error without a type the result is unknown
  (await client.waitForTask('t')).rows;
  // @ts-expect-error a timeout is a number of milliseconds
  await client.waitForTask('t', { timeout: '1m' });
  // @ts-expect-error the option does not exist
  await client.waitForTask('t', { pollInterval: 500 });
  await client.waitForTask<number, { current: number }>('t', {
    onUpdate: (task) => {
      if (task.phase === 'running') task.result?.current.toFixed();
      // @ts-expect-error a running task has no result yet
      if (task.phase === 'running') task.result?.toFixed();
    },
  });
  const settled = await client.waitForTaskSettled<number>('t');
  settled satisfies SettledTask<number>;
  // @ts-expect-error a settled task is not running
  if (settled.phase === 'running') return;
  for await (const task of client.watchTask<number>('t')) task satisfies TaskStatus<number>;
  for await (const group of client.watchGroup<number>('g')) group satisfies GroupStatus<number>;
}

export function taskErrors(error: unknown): string | null {
  // @ts-expect-error an error has the type unknown
  error.code;
  if (!isTaskError(error)) return null;
  // @ts-expect-error only a failed task has a traceback
  error.traceback;
  if (error.code === 'TASK_FAILED') return error.traceback;
  // @ts-expect-error the code does not exist
  if (error.code === 'FAILED') return null;
  return error.taskId;
}

export function options(): CeleryClient {
  createClient({ baseUrl: new URL('https://a.test/'), headers: async () => ({ a: 'b' }), timeout: false, retry: 0 });
  // @ts-expect-error baseUrl is required
  createClient({});
  // @ts-expect-error the option does not exist
  createClient({ baseUrl: '/', url: '/' });
  // @ts-expect-error the style does not exist
  createClient({ baseUrl: '/', urlStyle: 'legacy' });
  return createClient({ baseUrl: '/' });
}
