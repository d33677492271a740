import { createClient } from '@celery-results/client';
import { QueryClient } from '@tanstack/react-query';
import ky from 'ky';

/** The fields of an answer that are checked. */
export interface TaskRead {
  readonly id: string;
  readonly status: string;
}

const TIMEOUT_MS = 10_000;

/** One way to read a task. */
export interface Reader {
  readonly name: string;
  read(id: string): Promise<TaskRead>;
}

/** Names of the readers that the goals compare. */
export const BARE = '`fetch(url)`, `json()`';
export const CLIENT = '`client.taskStatus(id)`';

/** The readers for a base URL: the client, and code that does without it. The others are compared with the first. */
export function readersOf(baseUrl: string): readonly Reader[] {
  const url = (id: string): string => `${baseUrl}task/status/${id}/`;
  const bare = (id: string): Promise<TaskRead> => fetch(url(id)).then(async (response) => (await response.json()).task);
  const queries = new QueryClient();
  const client = createClient({ baseUrl });
  const signalClient = createClient({ baseUrl });
  return [
    { name: BARE, read: bare },
    { name: 'the same with a time limit, `Accept` and `no-store`', read: (id) => fetchWithLimit(url(id)) },
    { name: 'ky', read: async (id) => (await ky(url(id)).json<{ task: TaskRead }>()).task },
    {
      name: 'TanStack `fetchQuery` over the first',
      read: (id) => queries.fetchQuery({ queryKey: ['task', id], queryFn: () => bare(id) }),
    },
    { name: CLIENT, read: (id) => client.taskStatus(id) },
    {
      name: '`client.taskStatus(id, { signal })`',
      read: (id) => signalClient.taskStatus(id, { signal: new AbortController().signal }),
    },
  ];
}

/** The shortest code that sends the same request as the client, with a time limit. */
async function fetchWithLimit(url: string): Promise<TaskRead> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const headers = { accept: 'application/json' };
    const response = await fetch(url, { cache: 'no-store', headers, signal: abort.signal });
    return (await response.json()).task;
  } finally {
    clearTimeout(timer);
  }
}
