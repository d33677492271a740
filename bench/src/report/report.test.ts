import { expect, it } from 'vitest';
import type { Line, Outcome, Run } from '../scenarios/outcome.ts';
import { goalRows, verdictOf } from './goals.ts';
import { figure, markdownTable, times } from './numbers.ts';
import { outcomeSection } from './outcome-table.ts';
import { report } from './report.ts';

function line(label: string, perSecond: readonly number[], cpu?: number): Line {
  const use = { database: 0.01, share: 0.5, resident: 120e6, others: 0.02 };
  const machine = cpu === undefined ? {} : { machine: { ...use, server: cpu - 0.01 } };
  return {
    label,
    runs: perSecond.map((one): Run => ({ perSecond: one, p50: 1.5, p99: 4.25, refused: 0, ...machine })),
  };
}

function outcome(lines: readonly Line[]): Outcome {
  const told = { title: 'One task', note: 'A note.', unit: 'requests', subject: 'ours' };
  return { key: 'single', database: 'postgres', ...told, lines };
}

const BOTH = outcome([line('ours', [30_000, 28_000, 32_000], 0.03), line('Django', [2_000, 2_000, 2_000], 0.6)]);

it('shows three digits that matter, and what lies between the least and the greatest', () => {
  expect([0.01234, 4.5678, 123.4, 31_820.4].map(figure)).toEqual(['0.0123', '4.57', '123', '31 820']);
  expect(times({ median: 12.34, min: 11, max: 15 })).toBe('12.3× (11–15)');
  expect(times({ median: 2, min: 2, max: 2 })).toBe('2×');
});

it('makes tables that a name cannot break', () => {
  expect(markdownTable(['a', 'b'], [['1|2', '3']])).toBe('| a | b |\n|---|---|\n| 1\\|2 | 3 |');
});

it('compares every line with the subject of the table, in speed and in CPU', () => {
  const { title, text } = outcomeSection(BOTH);
  expect(title).toBe('One task, PostgreSQL');
  expect(text).toContain('| ours | 30 000 (28 000–32 000) | 1.5 | 4.25 | 0.02 + 0.01 = 0.03 | 50 % | 120 | 1 | 1 |');
  expect(text).toMatch(/\| Django \| 2 000 \|.*\| 15× \(14–16\) \| 20× \|$/);
});

it('leaves CPU and memory out where they are not known', () => {
  const { text } = outcomeSection(outcome([line('ours', [10]), line('Django', [5])]));
  expect(text).toContain('| Django | 5 | 1.5 | 4.25 | – | – | – | 2× | – |');
});

it('says how much was refused, where anything was', () => {
  const [first] = line('Django', [5]).runs;
  const refusing: Line = { label: 'Django', runs: first ? [{ ...first, refused: 0.02 }] : [] };
  const { text } = outcomeSection(outcome([line('ours', [10]), refusing]));
  expect(text).toContain('| refused or lost |');
  expect(text).toMatch(/\| ours \|.*\| 0 % \|\n\| Django \|.*\| 2 % \|$/);
  expect(outcomeSection(BOTH).text).not.toContain('refused');
});

it('holds what was measured against the goals, and says what was not', () => {
  const rows = goalRows([BOTH], [{ title: 'Client', text: '', goals: [] }]);
  expect(rows[0]).toMatchObject({ must: '≥ 12×', aim: '≥ 16×', reached: '15× (14–16)', verdict: 'must' });
  expect(rows.find(({ goal }) => goal.includes('CPU'))).toMatchObject({ reached: '20×', verdict: 'must' });
  expect(rows.find(({ goal }) => goal.includes('SQLite'))).toMatchObject({ reached: '–', verdict: 'not measured' });
});

it('takes a goal for reached on the right side of it', () => {
  expect(verdictOf(0.2, { must: 0.25, aim: 0.15, is: 'most' })).toBe('must');
  expect(verdictOf(0.1, { must: 0.25, aim: 0.15, is: 'most' })).toBe('aim');
  expect(verdictOf(0.3, { must: 0.25, aim: 0.15, is: 'most' })).toBe('no');
  expect(verdictOf(16, { must: 12, aim: 16, is: 'least' })).toBe('aim');
});

it('begins with how it was measured, and says whether the machine was quiet', () => {
  const setting = {
    ...{ date: new Date('2026-01-02T03:04:05Z'), command: 'pnpm bench', machine: '2 cores, 4 GiB' },
    ...{ versions: ['Node 24.1.0'], amounts: '1 round.', isShort: false, failures: ['sqlite, single: no answer'] },
  };
  const text = report(setting, [BOTH], [{ title: 'Client', text: 'Small.' }]);
  expect(text).toContain('2026-01-02 03:04 UTC, `pnpm bench`');
  expect(text).toContain('- **Failed:** sqlite, single: no answer');
  expect(text).toContain('The machine was quiet: in 0 of 6 measurements');
  expect(text).toMatch(/## Goals[\s\S]*## One task, PostgreSQL[\s\S]*## Client\n\nSmall\.\n$/);
  expect(report({ ...setting, isShort: true }, [BOTH], [])).not.toContain('Goals');
});
