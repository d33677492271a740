import type { Line, MachineUse, Outcome, Run } from '../scenarios/outcome.ts';
import { figure, markdownTable, percent, times, withRange } from '../section/format.ts';
import type { Section } from '../section/section.ts';
import { ratioOf, type Spread, spreadOf } from '../section/spread.ts';

const DATABASE_NAMES = {
  postgres: 'PostgreSQL',
  mariadb: 'MariaDB',
  sqlite: 'SQLite',
  redis: 'Redis',
  sqlalchemy: "Celery's own tables in PostgreSQL",
};

/** The table of an outcome: the measurements of each line, and the ratios of its subject to each line. */
export function outcomeSection(outcome: Outcome): Section {
  const { title, database, note, unit, subject: subjectLabel, lines, isPaced = false } = outcome;
  const one = unit.replace(/s$/, '');
  const head = ['', `${unit}/s`, 'p50 ms', 'p99 ms', `CPU ms/${one}: server + database`, 'of the machine', 'RSS MB'];
  const subject = lines.find(({ label }) => label === subjectLabel);
  const hasRefused = lines.some(({ runs }) => runs.some(({ refused }) => refused > 0));
  const rows = lines.map((line) => [
    ...measurementCells(line),
    ...(subject ? ratioCells(subject, line, isPaced) : []),
    ...(hasRefused ? [withRange(spreadOf(line.runs.map(({ refused }) => refused)), percent)] : []),
  ]);
  const firstRatio = isPaced ? 'p99 to p50' : `${unit}/s: ${subjectLabel} to this`;
  const ratios = subject ? [firstRatio, `CPU: this to ${subjectLabel}`] : [];
  const columns = [...head, ...ratios, ...(hasRefused ? ['refused or lost'] : [])];
  return {
    title: `${title}, ${DATABASE_NAMES[database]}`,
    text: `${note}\n\n${markdownTable(columns, rows)}`,
  };
}

function measurementCells({ label, runs }: Line): readonly string[] {
  const median = (read: (run: Run) => number): string => figure(spreadOf(runs.map(read)).median);
  const perSecond = withRange(spreadOf(runs.map((run) => run.perSecond)));
  return [label, perSecond, median((run) => run.p50), median((run) => run.p99), ...machineCells(runs)];
}

function machineCells(runs: readonly Run[]): readonly string[] {
  const uses = machineUses(runs);
  if (uses.length === 0) return ['–', '–', '–'];
  const median = (read: (use: MachineUse) => number): number => spreadOf(uses.map(read)).median;
  const [server, database] = [median((use) => use.server), median((use) => use.database)];
  const cpu = `${figure(server)} + ${figure(database)} = ${withRange(spreadOf(uses.map(totalCpu)))}`;
  return [cpu, percent(median((use) => use.share)), figure(median((use) => use.resident) / 1e6)];
}

function ratioCells(subject: Line, line: Line, isPaced: boolean): readonly string[] {
  const cpu = cpuRatio(line, subject);
  const cells = [times(isPaced ? tailRatio(line) : speedRatio(subject, line)), cpu ? times(cpu) : '–'];
  if (subject !== line) return cells;
  return isPaced ? cells.with(1, '1') : ['1', '1'];
}

/** The ratio of p99 to p50. */
export function tailRatio({ runs }: Line): Spread {
  return spreadOf(runs.map(({ p50, p99 }) => p99 / p50));
}

/** How many times more requests per second a line has than another. */
export function speedRatio(line: Line, other: Line): Spread {
  const read = ({ perSecond }: Run): number => perSecond;
  return ratioOf(line.runs.map(read), other.runs.map(read));
}

/** How many times more CPU a line takes for one request or id; undefined where it was not measured. */
export function cpuRatio(line: Line, other: Line): Spread | undefined {
  const [uses, others] = [machineUses(line.runs), machineUses(other.runs)];
  if (uses.length === 0 || others.length === 0) return undefined;
  return ratioOf(uses.map(totalCpu), others.map(totalCpu));
}

function machineUses(runs: readonly Run[]): readonly MachineUse[] {
  return runs.flatMap(({ machine }) => (machine ? [machine] : []));
}

function totalCpu({ server, database }: MachineUse): number {
  return server + database;
}
