import { expect, it } from 'vitest';
import type { Line, Outcome, Run } from '../scenarios/outcome.ts';
import { goalRows, verdictOf } from './goals.ts';
import { outcomeSection } from './outcome-table.ts';
import { createReport, type ReportHead } from './report.ts';

interface LineOptions {
  readonly label: string;
  readonly perSecond: readonly number[];
  /** CPU milliseconds of server and database. Default: not measured. */
  readonly cpu?: number;
}

function createLine({ label, perSecond, cpu }: LineOptions): Line {
  const use = { database: 0.01, share: 0.5, resident: 120e6, others: 0.02 };
  const machine = cpu === undefined ? {} : { machine: { ...use, server: cpu - 0.01 } };
  return {
    label,
    runs: perSecond.map((one): Run => ({ perSecond: one, p50: 1.5, p99: 4.25, refused: 0, ...machine })),
  };
}

function createOutcome(lines: readonly Line[]): Outcome {
  return {
    key: 'single',
    database: 'postgres',
    title: 'One task',
    note: 'A note.',
    unit: 'requests',
    subject: 'ours',
    lines,
  };
}

const BOTH = createOutcome([
  createLine({ label: 'ours', perSecond: [30_000, 28_000, 32_000], cpu: 0.03 }),
  createLine({ label: 'Django', perSecond: [2_000, 2_000, 2_000], cpu: 0.6 }),
]);

it('compares every line with the subject of the table, in speed and in CPU', () => {
  const { title, text } = outcomeSection(BOTH);
  expect(title).toBe('One task, PostgreSQL');
  expect(text).toContain('| ours | 30 000 (28 000–32 000) | 1.5 | 4.25 | 0.02 + 0.01 = 0.03 | 50 % | 120 | 1 | 1 |');
  expect(text).toMatch(/\| Django \| 2 000 \|.*\| 15× \(14–16\) \| 20× \|$/);
});

it('leaves CPU and memory out where they were not measured', () => {
  const lines = [createLine({ label: 'ours', perSecond: [10] }), createLine({ label: 'Django', perSecond: [5] })];
  expect(outcomeSection(createOutcome(lines)).text).toContain('| Django | 5 | 1.5 | 4.25 | – | – | – | 2× | – |');
});

it('has a column for refused requests where there were any', () => {
  const [first] = createLine({ label: 'Django', perSecond: [5] }).runs;
  const refusing: Line = { label: 'Django', runs: first ? [{ ...first, refused: 0.02 }] : [] };
  const { text } = outcomeSection(createOutcome([createLine({ label: 'ours', perSecond: [10] }), refusing]));
  expect(text).toContain('| refused or lost |');
  expect(text).toMatch(/\| ours \|.*\| 0 % \|\n\| Django \|.*\| 2 % \|$/);
  expect(outcomeSection(BOTH).text).not.toContain('refused');
});

it('compares figures with goals, and lists goals without a figure', () => {
  const rows = goalRows([BOTH], [{ title: 'Client', text: '', goals: [] }]);
  expect(rows[0]).toMatchObject({ must: '≥ 12×', aim: '≥ 16×', reached: '15× (14–16)', verdict: 'must' });
  expect(rows.find(({ goal }) => goal.includes('CPU'))).toMatchObject({ reached: '20×', verdict: 'must' });
  expect(rows.find(({ goal }) => goal.includes('SQLite'))).toMatchObject({ reached: '–', verdict: 'not measured' });
});

it.each([
  { value: 0.2, must: 0.25, aim: 0.15, kind: 'max', verdict: 'must' },
  { value: 0.1, must: 0.25, aim: 0.15, kind: 'max', verdict: 'aim' },
  { value: 0.3, must: 0.25, aim: 0.15, kind: 'max', verdict: 'no' },
  { value: 16, must: 12, aim: 16, kind: 'min', verdict: 'aim' },
] as const)(
  'gives the verdict $verdict for $value, with must $must and aim $aim ($kind)',
  ({ value, verdict, ...bounds }) => {
    expect(verdictOf(value, bounds)).toBe(verdict);
  },
);

it('starts with the conditions of the run, and whether the machine was idle', () => {
  const head: ReportHead = {
    date: new Date('2026-01-02T03:04:05Z'),
    command: 'pnpm bench',
    machine: '2 cores, 4 GiB',
    versions: ['Node 24.1.0'],
    amounts: '1 round.',
    isShort: false,
    errors: ['sqlite, single: no answer'],
  };
  const text = createReport(head, [BOTH], [{ title: 'Client', text: 'Small.' }]);
  expect(text).toContain('2026-01-02 03:04 UTC, `pnpm bench`');
  expect(text).toContain('- **Failed:** sqlite, single: no answer');
  expect(text).toContain('The machine was idle: in 0 of 6 measurements');
  expect(text).toMatch(/## Goals[\s\S]*## One task, PostgreSQL[\s\S]*## Client\n\nSmall\.\n$/);
  expect(createReport({ ...head, isShort: true }, [BOTH], [])).not.toContain('Goals');
});
