import { type CeleryClient, createClient } from '@celery-results/client';
import { BASE } from './render-with-client.tsx';

/** What a page asks of a server, with no network between, so that fake timers alone decide what happens when. */
export interface FakePage {
  readonly client: CeleryClient;
  /** Requests so far: how many ids each asked for. */
  readonly requests: number[];
  /** Stores a task's state; every other id is STARTED. */
  store(id: string, status: string, result?: unknown): void;
}

/** `batch`: the server announces one, as `@celery-results/server` does; without it is like plain Django. */
export function fakePage({ batch }: { readonly batch: boolean }): FakePage {
  const requests: number[] = [];
  const stored = new Map<string, { status: string; result: unknown }>();
  const taskOf = (id: string) => ({ id, ...(stored.get(id) ?? { status: 'STARTED', result: null }) });
  const headers: Record<string, string> = batch ? { link: '</celery/v1/>; rel="urn:celery-results:v1"' } : {};
  const answer = async (request: Request): Promise<Response> => {
    if (request.method === 'GET') {
      requests.push(1);
      return Response.json({ task: taskOf(request.url.split('/').at(-2) ?? '') }, { headers });
    }
    const asked: { readonly tasks: Record<string, string | null> } = await request.json();
    const ids = Object.keys(asked.tasks);
    requests.push(ids.length);
    const tasks = ids.map((id) => ({ ...taskOf(id), known: true, etag: `"${JSON.stringify(stored.get(id))}"` }));
    const changed = tasks.filter(({ id, etag }) => asked.tasks[id] !== etag);
    return Response.json({
      ...{ groups: {}, errors: {}, tasks: Object.fromEntries(changed.map((task) => [task.id, task])) },
      unchanged: tasks.filter((task) => !changed.includes(task)).map(({ id }) => id),
    });
  };
  const client = createClient({ baseUrl: BASE, retry: 0, fetch: (input) => answer(input as Request) });
  return { client, requests, store: (id, status, result = null) => void stored.set(id, { status, result }) };
}
