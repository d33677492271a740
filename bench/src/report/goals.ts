import type { Database } from '../options.ts';
import type { Line, MachineUse, Outcome, OutcomeKey } from '../scenarios/outcome.ts';
import { NOT_MODIFIED, WITHOUT_CACHE } from '../scenarios/unchanged.ts';
import { markdownTable, percent, times, withRange } from '../section/format.ts';
import type { GoalRow, Section, Verdict } from '../section/section.ts';
import { type Spread, spreadOf } from '../section/spread.ts';
import { cpuRatio, speedRatio, tailRatio } from './outcome-table.ts';

/** Names one line of one outcome. */
interface LineName {
  readonly key: OutcomeKey;
  readonly database: Database;
  readonly label: string;
}

/** Returns a measured line; undefined where it was not measured. */
type FindLine = (name: LineName) => Line | undefined;

/** The bounds of a goal. */
export interface Bounds {
  readonly must: number;
  readonly aim: number;
  /** `min`: a figure reaches a bound from above. `max`: from below. */
  readonly kind: 'min' | 'max';
}

interface Goal extends Bounds {
  readonly text: string;
  readonly format: (spread: Spread) => string;
  readonly figure: (find: FindLine) => Spread | undefined;
}

const OURS = 'ours';
const DJANGO = 'Django';
const DRIVER = 'node:http + driver';

const GOALS: readonly Goal[] = [
  faster('one task, PostgreSQL: requests/s to Django', [12, 16], { key: 'single', database: 'postgres' }),
  faster('… to node:http with pg', [1.6, 2.2], { key: 'single', database: 'postgres', than: DRIVER }),
  faster('… to node:http that answers a constant', [0.4, 0.5], {
    key: 'single',
    database: 'postgres',
    than: 'node:http, constant',
  }),
  {
    text: '… CPU of server and database for a request: Django to ours',
    must: 18,
    aim: 28,
    kind: 'min',
    format: times,
    figure: (find) => {
      const django = find({ key: 'single', database: 'postgres', label: DJANGO });
      const ours = find({ key: 'single', database: 'postgres', label: OURS });
      return django && ours && cpuRatio(django, ours);
    },
  },
  faster('one task, SQLite: requests/s to Django', [8, 13], { key: 'single', database: 'sqlite' }),
  faster('group of 100, PostgreSQL: requests/s to Django', [40, 52], { key: 'group', database: 'postgres' }),
  faster('results of 100 kB, PostgreSQL: requests/s to Django', [9, 20], { key: 'large', database: 'postgres' }),
  faster('… without cache', [9, 20], { key: 'large', database: 'postgres', ours: 'ours, no cache' }),
  faster('304 of an unchanged 100 kB: requests/s to a 200 that is read from the database', [5, 5], {
    key: 'unchanged-large',
    database: 'postgres',
    ours: NOT_MODIFIED,
    than: WITHOUT_CACHE,
  }),
  faster('one task, Redis: requests/s to Django', [12, 16], { key: 'single', database: 'redis' }),
  faster('… to node:http with @redis/client and one GET for each request', [1, 1.3], {
    key: 'single',
    database: 'redis',
    than: DRIVER,
  }),
  faster('group of 100, Redis: requests/s to Django', [40, 52], { key: 'group', database: 'redis' }),
  faster('304 of an unchanged 100 kB, Redis: requests/s to a 200 that is read from Redis', [5, 5], {
    key: 'unchanged-large',
    database: 'redis',
    ours: NOT_MODIFIED,
    than: WITHOUT_CACHE,
  }),
  faster("one task, Celery's own tables in PostgreSQL: requests/s to Django", [12, 16], {
    key: 'single',
    database: 'sqlalchemy',
  }),
  faster("group of 100, Celery's own tables in PostgreSQL: requests/s to Django", [12, 40], {
    key: 'group',
    database: 'sqlalchemy',
  }),
  {
    text: '10 000 browsers that poll every 2 s: of all cores',
    must: 0.25,
    aim: 0.15,
    kind: 'max',
    format: (spread) => withRange(spread, percent),
    figure: (find) => machineSpread(find({ key: 'pollers', database: 'postgres', label: OURS }), ({ share }) => share),
  },
  {
    text: 'at half of the peak, PostgreSQL: p99 to p50',
    must: 3,
    aim: 3,
    kind: 'max',
    format: times,
    figure: (find) => {
      const ours = find({ key: 'half', database: 'postgres', label: OURS });
      return ours && tailRatio(ours);
    },
  },
];

/** Two lines of one outcome. */
interface Compared {
  readonly key: OutcomeKey;
  readonly database: Database;
  /** Label of our line. Default: `ours`. */
  readonly ours?: string;
  /** Label of the line that ours is compared with. Default: `Django`. */
  readonly than?: string;
}

/** A goal for how many times faster our server is. */
function faster(
  text: string,
  [must, aim]: readonly [must: number, aim: number],
  { key, database, ours: label = OURS, than = DJANGO }: Compared,
): Goal {
  return {
    text,
    must,
    aim,
    kind: 'min',
    format: times,
    figure: (find) => {
      const [ours, other] = [find({ key, database, label }), find({ key, database, label: than })];
      return ours && other && speedRatio(ours, other);
    },
  };
}

function machineSpread(line: Line | undefined, read: (use: MachineUse) => number): Spread | undefined {
  const uses = line?.runs.flatMap(({ machine }) => (machine ? [read(machine)] : [])) ?? [];
  return uses.length > 0 ? spreadOf(uses) : undefined;
}

/** The goals with their measured figures: those of the servers, and those of the sections. */
export function goalRows(outcomes: readonly Outcome[], sections: readonly Section[]): readonly GoalRow[] {
  const find: FindLine = ({ key, database, label }) =>
    outcomes.find((one) => one.key === key && one.database === database)?.lines.find((line) => line.label === label);
  return [...GOALS.map((goal) => toRow(goal, goal.figure(find))), ...sections.flatMap(({ goals = [] }) => goals)];
}

function toRow({ text, must, aim, kind, format }: Goal, spread: Spread | undefined): GoalRow {
  const formatBound = (value: number): string => {
    const text = format({ median: value, low: value, high: value });
    return kind === 'min' ? `≥ ${text}` : `≤ ${text}`;
  };
  return {
    goal: text,
    must: formatBound(must),
    aim: formatBound(aim),
    reached: spread ? format(spread) : '–',
    verdict: spread ? verdictOf(spread.median, { must, aim, kind }) : 'not measured',
  };
}

/** The best bound that a figure reaches. */
export function verdictOf(value: number, { must, aim, kind }: Bounds): Verdict {
  const reaches = (bound: number): boolean => (kind === 'min' ? value >= bound : value <= bound);
  if (reaches(aim)) return 'aim';
  return reaches(must) ? 'must' : 'no';
}

export function goalTable(rows: readonly GoalRow[]): string {
  return markdownTable(
    ['goal', 'must', 'aim', 'reached', ''],
    rows.map(({ goal, must, aim, reached, verdict }) => [goal, must, aim, reached, verdict]),
  );
}
