import { createClient } from '@celery-results/client';
import { QueryClient } from '@tanstack/react-query';
import ky from 'ky';

/** What is read of a task, whoever reads it. */
export interface Read {
  readonly id: string;
  readonly status: string;
}

/** One way to read a task. */
export interface Reader {
  readonly name: string;
  read(id: string): Promise<Read>;
}

/** Names of readers that are compared most of all. */
export const BARE = '`fetch(url)`, `json()`';
export const CLIENT = '`client.taskStatus(id)`';

/** Below a base URL: the client, and what one would write without it. The first one is what the others are compared with. */
export function readersOf(baseUrl: string): readonly Reader[] {
  const url = (id: string): string => `${baseUrl}task/status/${id}/`;
  const bare = (id: string): Promise<Read> => fetch(url(id)).then(async (answer) => (await answer.json()).task);
  const queries = new QueryClient();
  const client = createClient({ baseUrl });
  const signalled = createClient({ baseUrl });
  return [
    { name: BARE, read: bare },
    { name: 'the same with a time limit, `Accept` and `no-store`', read: (id) => limited(url(id)) },
    { name: 'ky', read: async (id) => (await ky(url(id)).json<{ task: Read }>()).task },
    {
      name: 'TanStack `fetchQuery` over the first',
      read: (id) => queries.fetchQuery({ queryKey: ['task', id], queryFn: () => bare(id) }),
    },
    { name: CLIENT, read: (id) => client.taskStatus(id) },
    {
      name: '`client.taskStatus(id, { signal })`',
      read: (id) => signalled.taskStatus(id, { signal: new AbortController().signal }),
    },
  ];
}

/** The least that sends the request that the client sends, and does not hang for ever. */
async function limited(url: string): Promise<Read> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 10_000);
  try {
    const headers = { accept: 'application/json' };
    const answer = await fetch(url, { cache: 'no-store', headers, signal: abort.signal });
    return (await answer.json()).task;
  } finally {
    clearTimeout(timer);
  }
}
