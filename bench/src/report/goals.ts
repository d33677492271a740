import type { Database } from '../options.ts';
import type { Line, MachineUse, Outcome, OutcomeKey } from '../scenarios/outcome.ts';
import { READ, TAGS } from '../scenarios/unchanged.ts';
import type { GoalRow, Section, Verdict } from '../section.ts';
import { type Spread, spreadOf } from '../statistics.ts';
import { markdownTable, percent, times, withSpread } from './numbers.ts';
import { cpuRatio, speedRatio, tailRatio } from './outcome-table.ts';

/** Finds what was measured. */
type Find = (key: OutcomeKey, database: Database, label: string) => Line | undefined;

interface Goal {
  readonly text: string;
  readonly must: number;
  readonly aim: number;
  /** `least`: more is better. */
  readonly is: 'least' | 'most';
  readonly show: (spread: Spread) => string;
  readonly measured: (find: Find) => Spread | undefined;
}

const OURS = 'ours';

const GOALS: readonly Goal[] = [
  faster('one task, PostgreSQL: requests/s to Django', [12, 16], ['single', 'postgres', 'Django']),
  faster('… to node:http with pg', [1.6, 2.2], ['single', 'postgres', 'node:http + driver']),
  faster('… to node:http that answers a constant', [0.4, 0.5], ['single', 'postgres', 'node:http, constant']),
  {
    ...{
      text: '… CPU of server and database for a request: Django to ours',
      must: 18,
      aim: 28,
      is: 'least',
      show: times,
    },
    measured: (find) => {
      const [django, ours] = [find('single', 'postgres', 'Django'), find('single', 'postgres', OURS)];
      return django && ours && cpuRatio(django, ours);
    },
  },
  faster('one task, SQLite: requests/s to Django', [8, 13], ['single', 'sqlite', 'Django']),
  faster('group of 100, PostgreSQL: requests/s to Django', [40, 52], ['group', 'postgres', 'Django']),
  faster('results of 100 kB, PostgreSQL: requests/s to Django', [9, 20], ['large', 'postgres', 'Django']),
  {
    ...faster('… nothing kept', [9, 20], ['large', 'postgres', 'Django']),
    measured: (find) => {
      const [ours, django] = [find('large', 'postgres', 'ours, nothing kept'), find('large', 'postgres', 'Django')];
      return ours && django && speedRatio(ours, django);
    },
  },
  {
    ...{
      text: '304 of an unchanged 100 kB: requests/s to a 200 that is read from the database',
      must: 5,
      aim: 5,
      is: 'least',
      show: times,
    },
    measured: (find) => {
      const tags = find('unchanged-large', 'postgres', TAGS);
      const bodies = find('unchanged-large', 'postgres', READ);
      return tags && bodies && speedRatio(tags, bodies);
    },
  },
  {
    ...{ text: '10 000 browsers that poll every 2 s: of all cores', must: 0.25, aim: 0.15, is: 'most' },
    show: (spread) => withSpread(spread, percent),
    measured: (find) => machineSpread(find('pollers', 'postgres', OURS), ({ share }) => share),
  },
  {
    ...{ text: 'at half of the peak, PostgreSQL: p99 to p50', must: 3, aim: 3, is: 'most', show: times },
    measured: (find) => {
      const ours = find('half', 'postgres', OURS);
      return ours && tailRatio(ours);
    },
  },
];

function faster(
  text: string,
  [must, aim]: readonly [number, number],
  [key, database, label]: readonly [OutcomeKey, Database, string],
): Goal {
  return {
    ...{ text, must, aim, is: 'least', show: times },
    measured: (find) => {
      const [ours, other] = [find(key, database, OURS), find(key, database, label)];
      return ours && other && speedRatio(ours, other);
    },
  };
}

function machineSpread(line: Line | undefined, read: (use: MachineUse) => number): Spread | undefined {
  const uses = line?.runs.flatMap(({ machine }) => (machine ? [read(machine)] : [])) ?? [];
  return uses.length > 0 ? spreadOf(uses) : undefined;
}

/** The goals with what was reached: those of the servers, and those that other sections bring. */
export function goalRows(outcomes: readonly Outcome[], sections: readonly Section[]): readonly GoalRow[] {
  const find: Find = (key, database, label) =>
    outcomes.find((one) => one.key === key && one.database === database)?.lines.find((line) => line.label === label);
  return [...GOALS.map((goal) => goalRow(goal, goal.measured(find))), ...sections.flatMap(({ goals = [] }) => goals)];
}

function goalRow({ text, must, aim, is, show }: Goal, spread: Spread | undefined): GoalRow {
  const bound = (value: number): string => {
    const shown = show({ median: value, min: value, max: value });
    return is === 'least' ? `≥ ${shown}` : `≤ ${shown}`;
  };
  return {
    ...{ goal: text, must: bound(must), aim: bound(aim) },
    reached: spread ? show(spread) : '–',
    verdict: spread ? verdictOf(spread.median, { must, aim, is }) : 'not measured',
  };
}

/** What a figure has reached. */
export function verdictOf(value: number, { must, aim, is }: Pick<Goal, 'must' | 'aim' | 'is'>): Verdict {
  const reaches = (bound: number): boolean => (is === 'least' ? value >= bound : value <= bound);
  if (reaches(aim)) return 'aim';
  return reaches(must) ? 'must' : 'no';
}

export function goalTable(rows: readonly GoalRow[]): string {
  return markdownTable(
    ['goal', 'must', 'aim', 'reached', ''],
    rows.map(({ goal, must, aim, reached, verdict }) => [goal, must, aim, reached, verdict]),
  );
}
