import type { Line, MachineUse, Outcome, Run } from '../scenarios/outcome.ts';
import type { Section } from '../section.ts';
import { ratioOf, type Spread, spreadOf } from '../statistics.ts';
import { figure, markdownTable, percent, times, withSpread } from './numbers.ts';

const DATABASE_NAMES = { postgres: 'PostgreSQL', mariadb: 'MariaDB', sqlite: 'SQLite' };

/** A table of what was measured, with how many times better its subject is than each of the others. */
export function outcomeSection(outcome: Outcome): Section {
  const { title, database, note, unit, subject, lines, isPaced = false } = outcome;
  const one = unit.replace(/s$/, '');
  const head = ['', `${unit}/s`, 'p50 ms', 'p99 ms', `CPU ms/${one}: server + database`, 'of the machine', 'RSS MB'];
  const compared = lines.find(({ label }) => label === subject);
  const hasRefused = lines.some(({ runs }) => runs.some(({ refused }) => refused > 0));
  const rows = lines.map((line) => [
    ...measured(line),
    ...(compared ? comparison(compared, line, isPaced) : []),
    ...(hasRefused ? [withSpread(spreadOf(line.runs.map(({ refused }) => refused)), percent)] : []),
  ]);
  const first = isPaced ? 'p99 to p50' : `${unit}/s: ${subject} to this`;
  const ratios = compared ? [first, `CPU: this to ${subject}`] : [];
  const columns = [...head, ...ratios, ...(hasRefused ? ['refused or lost'] : [])];
  return {
    title: `${title}, ${DATABASE_NAMES[database]}`,
    text: `${note}\n\n${markdownTable(columns, rows)}`,
  };
}

function measured({ label, runs }: Line): readonly string[] {
  const middle = (read: (run: Run) => number): string => figure(spreadOf(runs.map(read)).median);
  const perSecond = withSpread(spreadOf(runs.map((run) => run.perSecond)));
  return [label, perSecond, middle((run) => run.p50), middle((run) => run.p99), ...machine(runs)];
}

function machine(runs: readonly Run[]): readonly string[] {
  const uses = usesOf(runs);
  if (uses.length === 0) return ['–', '–', '–'];
  const middle = (read: (use: MachineUse) => number): number => spreadOf(uses.map(read)).median;
  const [server, database] = [middle((use) => use.server), middle((use) => use.database)];
  const cpu = `${figure(server)} + ${figure(database)} = ${withSpread(spreadOf(uses.map(cpuOf)))}`;
  return [cpu, percent(middle((use) => use.share)), figure(middle((use) => use.resident) / 1e6)];
}

function comparison(subject: Line, line: Line, isPaced: boolean): readonly string[] {
  const cpu = cpuRatio(line, subject);
  const cells = [times(isPaced ? tailRatio(line) : speedRatio(subject, line)), cpu ? times(cpu) : '–'];
  if (subject !== line) return cells;
  return isPaced ? cells.with(1, '1') : ['1', '1'];
}

/** How many times longer than usual the slowest of a hundred answers took. */
export function tailRatio({ runs }: Line): Spread {
  return spreadOf(runs.map(({ p50, p99 }) => p99 / p50));
}

/** How many times more the first manages in a second. */
export function speedRatio(line: Line, other: Line): Spread {
  const read = ({ perSecond }: Run): number => perSecond;
  return ratioOf(line.runs.map(read), other.runs.map(read));
}

/** How many times more CPU the first takes for one; undefined where that is not known. */
export function cpuRatio(line: Line, other: Line): Spread | undefined {
  const [uses, others] = [usesOf(line.runs), usesOf(other.runs)];
  if (uses.length === 0 || others.length === 0) return undefined;
  return ratioOf(uses.map(cpuOf), others.map(cpuOf));
}

function usesOf(runs: readonly Run[]): readonly MachineUse[] {
  return runs.flatMap(({ machine: use }) => (use ? [use] : []));
}

function cpuOf({ server, database }: MachineUse): number {
  return server + database;
}
