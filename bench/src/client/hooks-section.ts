import type { Browser } from 'playwright-core';
import { figure, markdownTable } from '../section/format.ts';
import type { BenchOptions, Section } from '../section/section.ts';
import { spreadOf } from '../section/spread.ts';
import { watchMainThread } from './main-thread.ts';
import type { PageResult } from './page/hooks.tsx';
import type { TaskSchedule } from './task-schedule.ts';

const POLLERS = {
  hook: '`useTaskStatus`',
  useQuery: '`useQuery` + `fetch`, `refetchInterval` 1 s',
  useEffect: '`useEffect` + `setInterval` 1 s',
};
const SERVERS = { '/celery/': 'our server', '/django/': 'plain Django' };

type Poller = keyof typeof POLLERS;
type ServerPath = keyof typeof SERVERS;

interface PageRun {
  readonly server: ServerPath;
  readonly poller: Poller;
  readonly schedule: TaskSchedule;
}

interface PageFigures extends PageResult {
  readonly server: ServerPath;
  readonly poller: Poller;
  /** Milliseconds of JavaScript. */
  readonly scriptMs: number;
  /** Milliseconds of the main thread. */
  readonly mainThreadMs: number;
}

/** Measures a page of 100 tasks until all of them are final. */
export async function hooksSection(browser: Browser, origin: string, { short }: BenchOptions): Promise<Section> {
  const schedule: TaskSchedule = short
    ? { tasks: 3, firstEnd: 50, lastEnd: 300 }
    : { tasks: 100, firstEnd: 4_000, lastEnd: 20_000 };
  const runs: readonly PageRun[] = keysOf(SERVERS).flatMap((server) =>
    keysOf(POLLERS).map((poller) => ({ server, poller, schedule })),
  );
  const all: PageFigures[] = [];
  if (short) all.push(...(await Promise.all(runs.map((run) => runPage(browser, origin, run)))));
  // one page at a time, since parallel pages slow each other down
  else for (const run of runs) all.push(await runPage(browser, origin, run));
  const rows = all.map(({ server, poller, requests, renders, delays, scriptMs, mainThreadMs }) => [
    SERVERS[server],
    POLLERS[poller],
    ...[requests, renders, scriptMs, mainThreadMs].map(figure),
    figure(spreadOf(delays).median / 1_000),
    figure(Math.max(...delays) / 1_000),
  ]);
  const head = ['', '', 'requests', 'renders', 'script ms', 'main thread ms', 'delay s', 'max delay s'];
  return {
    title: `${schedule.tasks} mounted components until all of their tasks are final, in Chromium ${browser.version()}`,
    text: [
      [
        'Each component shows one task, which reports progress every half second and ends',
        `${schedule.firstEnd / 1_000} to ${schedule.lastEnd / 1_000} s after the start.`,
        'Fewer requests and renders are better. The delay is the time from the end of a task until the page shows it',
        '(median and maximum): the price of fewer requests. All pollers stop at a final state.',
        '"Plain Django" answers single reads at once.',
      ].join(' '),
      markdownTable(head, rows),
    ].join('\n\n'),
  };
}

function keysOf<Key extends string>(record: Readonly<Record<Key, string>>): readonly Key[] {
  return Object.keys(record) as Key[];
}

async function runPage(browser: Browser, origin: string, run: PageRun): Promise<PageFigures> {
  const { server, poller, schedule } = run;
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${origin}/hooks`);
    await page.waitForFunction(() => 'runPage' in window);
    const ids = Array.from({ length: schedule.tasks }, (_, index) => `${server.slice(1, -1)}-${poller}-${index}`);
    const mainThread = await watchMainThread(page);
    const before = await mainThread();
    const result = await page.evaluate((of) => window.runPage(of), { poller, baseUrl: server, ids, schedule });
    const after = await mainThread();
    return {
      ...result,
      server,
      poller,
      scriptMs: after.script - before.script,
      mainThreadMs: after.tasks - before.tasks,
    };
  } finally {
    await context.close();
  }
}
