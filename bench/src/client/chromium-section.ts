import type { Browser, Page } from 'playwright-core';
import { figure, markdownTable, times } from '../section/format.ts';
import type { BenchOptions, GoalRow, Section } from '../section/section.ts';
import { MIDDLE_HALF, ratioOf, spreadOf } from '../section/spread.ts';
import { watchMainThread } from './main-thread.ts';
import { overheadGoal } from './overhead-goal.ts';
import { type CpuClock, measureRounds, type RoundTime, type Subject } from './rounds.ts';

/** The page's readers, by their names in the report. */
const READERS = { '`fetch(url)`, `json()`': 'fetch', ky: 'ky', '`client.taskStatus(id)`': 'client' };
const NAMES = Object.keys(READERS);
const BARE = NAMES[0] ?? '';
const CLIENT = NAMES.at(-1) ?? '';

const WARM_UP_ROUNDS = 20;

/**
 * Measures reads in a page.
 *
 * @param origin serves the page `/reads`, and answers below `/done/`
 */
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
    for (const parallel of [1, 6]) {
      const roundTimes = await measureReads(page, { calls, parallel, cpu, short });
      const title = parallel === 1 ? 'one after another' : `${parallel} at once`;
      const head = [title, 'µs', 'time', 'main thread µs', 'main thread'];
      tables.push(markdownTable(head, readRows(roundTimes, calls)));
      const [client, bare] = [wallTimes(roundTimes, CLIENT), wallTimes(roundTimes, BARE)];
      if (parallel === 1) goals.push(overheadGoal('Chromium', { client, bare }));
    }
    return {
      goals,
      title: `A read of a task, in Chromium ${browser.version()}`,
      text: [
        [
          'As in Node, in a page whose own origin answers.',
          "The main thread's time is the time in which the page can do nothing else; the network has its own threads.",
        ].join(' '),
        ...tables,
      ].join('\n\n'),
    };
  } finally {
    await page.close();
  }
}

interface ReadOptions {
  readonly calls: number;
  readonly parallel: number;
  readonly cpu: CpuClock;
  readonly short: boolean;
}

type RoundTimes = ReadonlyMap<string, readonly RoundTime[]>;

/** Measures all readers. The wall times are those inside the page. */
async function measureReads(page: Page, { calls, parallel, cpu, short }: ReadOptions): Promise<RoundTimes> {
  const walls = new Map<string, number[]>(NAMES.map((name) => [name, []]));
  const subjects: readonly Subject[] = Object.entries(READERS).map(([name, reader]) => ({
    name,
    run: async () => {
      const args = [reader, calls, parallel] as const;
      walls.get(name)?.push(await page.evaluate((of) => window.readTasks(...of), args));
    },
  }));
  if (!short) for (let round = 0; round < WARM_UP_ROUNDS; round += 1) for (const { run } of subjects) await run();
  for (const each of walls.values()) each.length = 0;
  const roundTimes = await measureRounds(subjects, short ? 1 : 60, cpu);
  return new Map(
    NAMES.map((name) => {
      const each = roundTimes.get(name) ?? [];
      return [name, each.map((time, round) => ({ cpu: time.cpu, wall: walls.get(name)?.[round] ?? Number.NaN }))];
    }),
  );
}

function readRows(roundTimes: RoundTimes, calls: number): readonly (readonly string[])[] {
  return NAMES.map((name) => {
    const [wall, cpu] = [wallTimes(roundTimes, name), cpuTimes(roundTimes, name)];
    return [
      name,
      figure((spreadOf(wall).median / calls) * 1_000),
      times(ratioOf(wall, wallTimes(roundTimes, BARE), MIDDLE_HALF)),
      figure((spreadOf(cpu).median / calls) * 1_000),
      times(ratioOf(cpu, cpuTimes(roundTimes, BARE), MIDDLE_HALF)),
    ];
  });
}

function wallTimes(roundTimes: RoundTimes, name: string): readonly number[] {
  return (roundTimes.get(name) ?? []).map(({ wall }) => wall);
}

function cpuTimes(roundTimes: RoundTimes, name: string): readonly number[] {
  return (roundTimes.get(name) ?? []).map(({ cpu }) => cpu);
}
