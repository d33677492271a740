import { type CeleryClient, createClient, type GroupStatus, isCeleryResultsError, type TaskStatus } from './index.ts';

// Files of this kind only have to compile: a line after `@ts-expect-error` that compiles is the failure.

export async function misuses(client: CeleryClient): Promise<void> {
  const task = await client.taskStatus<{ rows: number }, { current: number }>('t');

  // @ts-expect-error the result is known only once the phase is
  task.result.rows;
  if (task.phase === 'succeeded') task.result.rows satisfies number;
  if (task.phase === 'running') task.result?.current satisfies number | undefined;
  if (task.phase === 'failed') task.exc satisfies string | null;
  // @ts-expect-error a state is any text: phases are what tells tasks apart
  if (task.phase === 'SUCCESS') task.isReady;

  client.urls.reverse('celery-group_status', { group_id: 'g' }) satisfies string;
  // @ts-expect-error a group route wants group_id
  client.urls.reverse('celery-group_status', { task_id: 'g' });
  // @ts-expect-error no such route
  client.urls.reverse('celery-task', { task_id: 'g' });
  // @ts-expect-error an id is text
  await client.taskStatus(5);
  // @ts-expect-error the model is not to be written to
  task.phase = 'failed';
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

export function forgetful(task: TaskStatus): string {
  switch (task.phase) {
    case 'succeeded':
      return 'done';
    default:
      // @ts-expect-error seven phases are left
      return task satisfies never;
  }
}

export function errors(error: unknown): number | undefined {
  if (!isCeleryResultsError(error)) return undefined;
  // @ts-expect-error only an HTTP error has a status
  error.status;
  if (error.code === 'HTTP') error.retryAfter satisfies number | null;
  if (error.code === 'NETWORK') error satisfies Error & { readonly url: string };
  // @ts-expect-error no error of a request has this code
  if (error.code === 'NO_REVERSE_MATCH') return 0;
  return error.code === 'HTTP' ? error.status : undefined;
}

export async function groups(client: CeleryClient): Promise<void> {
  const group = await client.groupStatus<number>('g');
  group satisfies GroupStatus<number>;
  group.counts.revoked satisfies number;
  for (const task of group.tasks) if (task.phase === 'succeeded') task.result.toFixed();
  // @ts-expect-error there is no such phase
  group.counts.done;
  // @ts-expect-error a group is read-only
  group.tasks.push();
}

export function options(): CeleryClient {
  createClient({ baseUrl: new URL('https://a.test/'), headers: async () => ({ a: 'b' }), timeout: false, retry: 0 });
  // @ts-expect-error a client needs to know where to ask
  createClient({});
  // @ts-expect-error nobody else's names
  createClient({ baseUrl: '/', url: '/' });
  // @ts-expect-error two styles there are
  createClient({ baseUrl: '/', urlStyle: 'legacy' });
  return createClient({ baseUrl: '/' });
}
