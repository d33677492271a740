import type { CpuUse } from '../machine/cpu-watch.ts';
import { figure, markdownTable } from '../section/format.ts';
import { maximumGoal as goal } from '../section/maximum-goal.ts';
import type { Section } from '../section/section.ts';
import { percentile99, spreadOf } from '../section/spread.ts';
import type { Amounts } from './amounts.ts';
import { FIRST_PAGE } from './cases.ts';
import { type StatsRead, worstTenSeconds } from './measure-lists.ts';

/** What was measured, and the CPU time meanwhile: undefined on a machine without /proc. */
interface Watched<Result> {
  readonly result: Result;
  readonly cpu?: CpuUse;
}

/** What was measured on one database. */
export interface ListFigures {
  /** Name and version of the database. */
  readonly version: string;
  /** Milliseconds of the requests of each list. */
  readonly lists: readonly (Watched<readonly number[]> & { readonly name: string })[];
  readonly stats: Watched<readonly StatsRead[]>;
  /** Bytes of the server before and after the lists. */
  readonly resident: { readonly before: number; readonly after: number };
}

export function listSection({ version, lists, stats, resident }: ListFigures, amounts: Amounts): Section {
  const rows = lists.map(({ name, result: times, cpu }) => [
    name,
    ...[spreadOf(times).median, percentile99(times), Math.max(...times)].map(figure),
    figure((1_000 * ownSeconds(cpu)) / times.length),
  ]);
  const [first] = lists.filter(({ name }) => name === FIRST_PAGE.name);
  const filters = lists.filter((one) => one !== first);
  const statsSeconds = (10 * ownSeconds(stats.cpu)) / amounts.statsSeconds;
  const database = version.split(' (')[0] ?? version;
  return {
    title: `Lists of ${figure(amounts.rows)} tasks, ${version}`,
    text: [
      markdownTable(['', 'median ms', 'p99 ms', 'longest ms', 'CPU ms: server and database'], rows),
      [
        `Each line is ${amounts.requests} requests for 50 tasks, one after the other. Numbers over all tasks were`,
        `asked for once a second for ${amounts.statsSeconds} s. The first answer took`,
        `${figure(stats.result[0]?.ms ?? Number.NaN)} ms, and all answers of the worst ten seconds together`,
        `${figure(worstTenSeconds(stats.result))} s. Server and database used ${figure(statsSeconds)} s of CPU in`,
        `ten seconds for them. ${describeUse(lists.flatMap(({ cpu }) => cpu ?? []))} The server had`,
        `${figure(resident.before / 1e6)} MB before the lists and ${figure(resident.after / 1e6)} MB after.`,
      ].join(' '),
    ].join('\n\n'),
    goals: [
      goal(`${database}: p99 of the first page`, 'ms', first ? percentile99(first.result) : Number.NaN, {
        must: 100,
        aim: 25,
      }),
      goal(`${database}: p99 of the slowest list`, 'ms', Math.max(...filters.map((one) => percentile99(one.result))), {
        must: 400,
        aim: 250,
      }),
      goal(`${database}: CPU for numbers in 10 s`, 's', statsSeconds, { must: 2, aim: 0.5 }),
    ],
  };
}

function ownSeconds(cpu: CpuUse | undefined): number {
  return cpu ? cpu.server + cpu.database : Number.NaN;
}

/** Other processes make every time here worse, and these times are no ratios. CPU time hardly depends on them. */
function describeUse(uses: readonly CpuUse[]): string {
  const sum = (read: (use: CpuUse) => number): number => uses.reduce((total, use) => total + read(use), 0);
  if (uses.length === 0) return 'The load of the machine is not known.';
  return `Other processes used ${figure(sum(({ others }) => others) / sum(({ wall }) => wall))} cores meanwhile.`;
}
