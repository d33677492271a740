import { createClient } from '@celery-results/client';
import { CeleryResultsProvider, useTaskStatus } from '@celery-results/react';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { endOf, type TaskSchedule } from '../task-schedule.ts';

// The page with a component for each task, which shows its state until all tasks are final. hooks-section.ts opens it.

export interface PageOptions {
  /** `hook`, `useQuery` or `useEffect`. */
  readonly poller: string;
  /** Base URL of the tasks, on this origin. */
  readonly baseUrl: string;
  readonly ids: readonly string[];
  readonly schedule: TaskSchedule;
}

/** Figures of a page until it showed all tasks as final. */
export interface PageResult {
  readonly renders: number;
  readonly requests: number;
  /** Milliseconds from the end of each task until the page showed it. */
  readonly delays: readonly number[];
}

/** The fields of a task that the page shows. */
interface TaskView {
  readonly status: string;
  readonly current: number | undefined;
}
/** A hook that polls one task. */
type Poller = (baseUrl: string, id: string) => TaskView | undefined;

interface Body {
  readonly task: { readonly status: string; readonly result: { readonly current?: number } | null };
}

const POLL_MS = 1_000;
const FINAL = new Set(['SUCCESS', 'FAILURE', 'REVOKED', 'IGNORED']);
/** Time after the end of the last task for the page to show it. */
const FINAL_TIMEOUT_MS = 30_000;
const CHECK_MS = 100;
let renders = 0;
let requests = 0;
const finalAt = new Map<string, number>();

async function read(baseUrl: string, id: string): Promise<TaskView> {
  const response = await fetch(`${baseUrl}task/status/${id}/`);
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { task }: Body = await response.json();
  return { status: task.status, current: task.result?.current };
}

const POLLERS: Readonly<Record<string, Poller>> = {
  hook: (_baseUrl, id) => {
    const { data } = useTaskStatus(id);
    return data && { status: data.status, current: data.progress?.current ?? undefined };
  },
  useQuery: (baseUrl, id) =>
    useQuery({
      queryKey: ['task', id],
      queryFn: () => read(baseUrl, id),
      refetchInterval: ({ state }) => (FINAL.has(state.data?.status ?? '') ? false : POLL_MS),
    }).data,
  useEffect: (baseUrl, id) => {
    const [task, setTask] = useState<TaskView>();
    useEffect(() => {
      const poll = async (): Promise<void> => {
        const next = await read(baseUrl, id);
        setTask(next);
        if (FINAL.has(next.status)) clearInterval(timer);
      };
      const timer = setInterval(poll, POLL_MS);
      poll();
      return () => clearInterval(timer);
    }, [baseUrl, id]);
    return task;
  },
};

function Task({ usePoller, baseUrl, id }: { usePoller: Poller; baseUrl: string; id: string }): ReactNode {
  const task = usePoller(baseUrl, id);
  renders += 1;
  const isFinal = FINAL.has(task?.status ?? '');
  useEffect(() => {
    if (isFinal) finalAt.set(id, performance.now());
  }, [isFinal, id]);
  return (
    <li>
      {id} {task?.status} {task?.current}
    </li>
  );
}

declare global {
  interface Window {
    /** Mounts the components. Resolves once the page shows all tasks as final. */
    runPage(options: PageOptions): Promise<PageResult>;
  }
}

window.runPage = async ({ poller, baseUrl, ids, schedule }) => {
  const usePoller = POLLERS[poller];
  if (!usePoller) throw new Error(`no poller ${poller}`);
  const real = window.fetch;
  window.fetch = (...request) => {
    requests += 1;
    return real(...request);
  };
  await real(`/start/${ids[0]}/`, { method: 'POST', body: JSON.stringify({ ids, schedule }) });
  const start = performance.now();
  const list = ids.map((id) => <Task key={id} usePoller={usePoller} baseUrl={baseUrl} id={id} />);
  createRoot(document.body.appendChild(document.createElement('ul'))).render(
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={createClient({ baseUrl })}>{list}</CeleryResultsProvider>
    </QueryClientProvider>,
  );
  const deadline = start + schedule.lastEnd + FINAL_TIMEOUT_MS;
  while (finalAt.size < ids.length) {
    if (performance.now() > deadline) throw new Error(`${ids.length - finalAt.size} tasks are not final`);
    await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
  }
  const delays = ids.map((id, index) => (finalAt.get(id) ?? Number.NaN) - start - endOf(schedule, index));
  return { renders, requests, delays };
};
