import type { Browser } from 'playwright-core';
import type { BenchOptions, GoalRow, Section } from '../section.ts';
import { figure, middleOf, ratioOf, table, times } from './figures.ts';
import { watchMainThread } from './main-thread.ts';
import { overheadOf } from './overhead.ts';
import { playRounds } from './rounds.ts';

const READERS = { '`fetch(url)`, `json()`': 'fetch', ky: 'ky', '`client.taskStatus(id)`': 'client' };

/** What a read costs in a page. `origin` serves the page `/reads` and answers below `/done/`. */
export async function chromiumSection(browser: Browser, origin: string, { short }: BenchOptions): Promise<Section> {
  const page = await browser.newPage();
  try {
    await page.goto(`${origin}/reads`);
    await page.waitForFunction(() => 'readTasks' in window);
    const mainThread = await watchMainThread(page);
    const cpu = async (): Promise<number> => (await mainThread()).tasks;
    const calls = short ? 6 : 60;
    const tables: string[] = [];
    const goals: GoalRow[] = [];
    for (const atOnce of [1, 6]) {
      const walls = new Map<string, number[]>();
      const contestants = Object.entries(READERS).map(([name, reader]) => ({
        name,
        run: async () => {
          const args = [reader, calls, atOnce] as const;
          const wall = await page.evaluate((of) => window.readTasks(...of), args);
          walls.set(name, [...(walls.get(name) ?? []), wall]);
        },
      }));
      if (!short) for (let round = 0; round < 20; round += 1) for (const { run } of contestants) await run();
      walls.clear();
      const taken = await playRounds(contestants, short ? 1 : 60, cpu);
      const cpus = [...taken.values()].map((each) => each.map((one) => one.cpu));
      const rows = [...walls].sort(byReader).map(([name, each]) => {
        const own = taken.get(name)?.map((one) => one.cpu) ?? [];
        return [
          name,
          figure((middleOf(each).median / calls) * 1_000),
          times(ratioOf(each, walls.get(FIRST) ?? [])),
          figure((middleOf(own).median / calls) * 1_000),
          times(ratioOf(own, cpus[0] ?? [])),
        ];
      });
      if (atOnce === 1) goals.push(overheadOf('Chromium', walls.get(LAST) ?? [], walls.get(FIRST) ?? []));
      const title = atOnce === 1 ? 'one after the other' : `${atOnce} at once`;
      tables.push(table([title, 'µs', 'time', 'main thread µs', 'main thread'], rows));
    }
    return {
      goals,
      title: `A read of a task, in Chromium ${browser.version()}`,
      text: [
        "As in Node, in a page that its own origin answers. The main thread's time is all that the page could not do meanwhile; the network has threads of its own.",
        ...tables,
      ].join('\n\n'),
    };
  } finally {
    await page.close();
  }
}

const NAMES = Object.keys(READERS);
const FIRST = NAMES[0] ?? '';
const LAST = NAMES.at(-1) ?? '';

function byReader([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return NAMES.indexOf(a) - NAMES.indexOf(b);
}
