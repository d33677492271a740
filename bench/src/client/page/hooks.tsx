import { createClient } from '@celery-results/client';
import { CeleryResultsProvider, useTaskStatus } from '@celery-results/react';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { endOf, type Script } from '../script.ts';

// A page with a component for each task, which shows its state until all are final. Called from hooks-section.ts.

/** One page's play. */
export interface Play {
  /** `hook`, `useQuery` or `useEffect`. */
  readonly poller: string;
  /** Where the tasks are read: a base URL of this origin. */
  readonly baseUrl: string;
  readonly ids: readonly string[];
  readonly script: Script;
}

/** What a page has done until all tasks were final and shown. */
export interface Played {
  readonly renders: number;
  readonly requests: number;
  /** Milliseconds from the end of each task to its being shown. */
  readonly late: readonly number[];
}

interface Shown {
  readonly status: string;
  readonly current: number | undefined;
}
/** A hook that shows one task. */
type Poller = (baseUrl: string, id: string) => Shown | undefined;

interface Body {
  readonly task: { readonly status: string; readonly result: { readonly current?: number } | null };
}

const FINAL = new Set(['SUCCESS', 'FAILURE', 'REVOKED', 'IGNORED']);
let renders = 0;
let requests = 0;
const finalAt = new Map<string, number>();

async function read(baseUrl: string, id: string): Promise<Shown> {
  const answer = await fetch(`${baseUrl}task/status/${id}/`);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { task }: Body = await answer.json();
  return { status: task.status, current: task.result?.current };
}

const POLLERS: Readonly<Record<string, Poller>> = {
  hook: (_baseUrl, id) => {
    const { data } = useTaskStatus(id);
    return data && { status: data.status, current: data.phase === 'running' ? data.progress?.current : undefined };
  },
  useQuery: (baseUrl, id) =>
    useQuery({
      queryKey: ['task', id],
      queryFn: () => read(baseUrl, id),
      refetchInterval: ({ state }) => (FINAL.has(state.data?.status ?? '') ? false : 1_000),
    }).data,
  useEffect: (baseUrl, id) => {
    const [shown, show] = useState<Shown>();
    useEffect(() => {
      const ask = async (): Promise<void> => {
        const next = await read(baseUrl, id);
        show(next);
        if (FINAL.has(next.status)) clearInterval(timer);
      };
      const timer = setInterval(ask, 1_000);
      ask();
      return () => clearInterval(timer);
    }, [baseUrl, id]);
    return shown;
  },
};

function Task({ usePoller, baseUrl, id }: { usePoller: Poller; baseUrl: string; id: string }): ReactNode {
  const shown = usePoller(baseUrl, id);
  renders += 1;
  const isFinal = FINAL.has(shown?.status ?? '');
  useEffect(() => {
    if (isFinal) finalAt.set(id, performance.now());
  }, [isFinal, id]);
  return (
    <li>
      {id} {shown?.status} {shown?.current}
    </li>
  );
}

declare global {
  interface Window {
    /** Mounts the components, and settles when the page shows all of them as final. */
    play(play: Play): Promise<Played>;
  }
}

window.play = async ({ poller, baseUrl, ids, script }) => {
  const usePoller = POLLERS[poller];
  if (!usePoller) throw new Error(`no poller ${poller}`);
  const real = window.fetch;
  window.fetch = (...request) => {
    requests += 1;
    return real(...request);
  };
  await real(`/start/${ids[0]}/`, { method: 'POST', body: JSON.stringify({ ids, script }) });
  const start = performance.now();
  const list = ids.map((id) => <Task key={id} {...{ usePoller, baseUrl, id }} />);
  createRoot(document.body.appendChild(document.createElement('ul'))).render(
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={createClient({ baseUrl })}>{list}</CeleryResultsProvider>
    </QueryClientProvider>,
  );
  const deadline = start + script.lastEnd + 30_000;
  while (finalAt.size < ids.length) {
    if (performance.now() > deadline) throw new Error(`${ids.length - finalAt.size} tasks are not final`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const late = ids.map((id, index) => (finalAt.get(id) ?? Number.NaN) - start - endOf(script, index));
  return { renders, requests, late };
};
