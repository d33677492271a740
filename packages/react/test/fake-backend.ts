import { type CeleryClient, createClient } from '@celery-results/client';
import { BASE } from './render-with-client.tsx';

/** A server behind a client's `fetch`. It uses no network, so fake timers control it. */
export interface FakeBackend {
  readonly client: CeleryClient;
  /** Number of ids in each request so far. */
  readonly requests: number[];
  /** Stores a task's state. Every other id is STARTED. */
  store(id: string, status: string, result?: unknown): void;
}

/** Creates a backend. With `batch` it announces and serves the batch, like our server; otherwise it is plain Django. */
export function createFakeBackend({ batch }: { readonly batch: boolean }): FakeBackend {
  const requests: number[] = [];
  const stored = new Map<string, { status: string; result: unknown }>();
  const taskBody = (id: string) => ({ id, ...(stored.get(id) ?? { status: 'STARTED', result: null }) });
  const headers: Record<string, string> = batch ? { link: '</celery/v1/>; rel="urn:celery-results:v1"' } : {};
  const respond = async (request: Request): Promise<Response> => {
    if (request.method === 'GET') {
      requests.push(1);
      return Response.json({ task: taskBody(request.url.split('/').at(-2) ?? '') }, { headers });
    }
    const body: { readonly tasks: Record<string, string | null> } = await request.json();
    const ids = Object.keys(body.tasks);
    requests.push(ids.length);
    const tasks = ids.map((id) => ({ ...taskBody(id), known: true, etag: `"${JSON.stringify(stored.get(id))}"` }));
    const changed = tasks.filter(({ id, etag }) => body.tasks[id] !== etag);
    return Response.json({
      tasks: Object.fromEntries(changed.map((task) => [task.id, task])),
      groups: {},
      unchanged: tasks.filter((task) => !changed.includes(task)).map(({ id }) => id),
      errors: {},
    });
  };
  const client = createClient({ baseUrl: BASE, retry: 0, fetch: (input) => respond(input as Request) });
  return { client, requests, store: (id, status, result = null) => void stored.set(id, { status, result }) };
}
