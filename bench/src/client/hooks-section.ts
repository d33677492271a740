import type { Browser } from 'playwright-core';
import type { BenchOptions, Section } from '../section.ts';
import { figure, middleOf, table } from './figures.ts';
import { type MainThread, watchMainThread } from './main-thread.ts';
import type { Played } from './page/hooks.tsx';
import type { Script } from './script.ts';

const POLLERS = {
  hook: '`useTaskStatus`',
  useQuery: '`useQuery` + `fetch`, `refetchInterval` 1 s',
  useEffect: '`useEffect` + `setInterval` 1 s',
};
const SERVERS = { '/celery/': 'our server', '/django/': 'plain Django' };

interface Outcome extends Played, MainThread {
  readonly server: string;
  readonly poller: string;
}

/** What a page of 100 tasks does until all of them are final. */
export async function hooksSection(browser: Browser, origin: string, { short }: BenchOptions): Promise<Section> {
  const script: Script = short
    ? { tasks: 3, firstEnd: 50, lastEnd: 300 }
    : { tasks: 100, firstEnd: 4_000, lastEnd: 20_000 };
  const plays = Object.keys(SERVERS).flatMap((server) =>
    Object.keys(POLLERS).map((poller) => () => play(browser, origin, { server, poller, script })),
  );
  const outcomes: Outcome[] = [];
  if (short) outcomes.push(...(await Promise.all(plays.map((one) => one()))));
  // one page at a time: they would measure each other
  else for (const one of plays) outcomes.push(await one());
  const rows = outcomes.map(({ server, poller, requests, renders, late, script: scripting, tasks }) => [
    SERVERS[server as keyof typeof SERVERS],
    POLLERS[poller as keyof typeof POLLERS],
    ...[requests, renders, scripting, tasks].map(figure),
    figure(middleOf(late).median / 1_000),
    figure(Math.max(...late) / 1_000),
  ]);
  const head = ['', '', 'requests', 'renders', 'script ms', 'main thread ms', 's late', 's late at most'];
  return {
    title: `${script.tasks} mounted components until all of their tasks are final, in Chromium ${browser.version()}`,
    text: [
      `Each component shows one task, which reports progress every half second and ends ${script.firstEnd / 1_000} to ${script.lastEnd / 1_000} s after the start. Fewer requests and renders are better; "late" is the time from the end of a task to the page showing it (median and longest), which is the price of asking less often. All pollers stop at a final state. "Plain Django" answers single reads at once.`,
      table(head, rows),
    ].join('\n\n'),
  };
}

async function play(
  browser: Browser,
  origin: string,
  { server, poller, script }: { readonly server: string; readonly poller: string; readonly script: Script },
): Promise<Outcome> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${origin}/hooks`);
    await page.waitForFunction(() => 'play' in window);
    const ids = Array.from({ length: script.tasks }, (_, index) => `${server.slice(1, -1)}-${poller}-${index}`);
    const mainThread = await watchMainThread(page);
    const before = await mainThread();
    const played = await page.evaluate((of) => window.play(of), { poller, baseUrl: server, ids, script });
    const after = await mainThread();
    return {
      ...{ server, poller, ...played },
      ...{ tasks: after.tasks - before.tasks, script: after.script - before.script },
    };
  } finally {
    await context.close();
  }
}
