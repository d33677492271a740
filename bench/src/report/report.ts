import { MAX_OTHER_CORES } from '../machine/idle-wait.ts';
import type { Outcome, Run } from '../scenarios/outcome.ts';
import { figure } from '../section/format.ts';
import type { Section } from '../section/section.ts';
import { goalRows, goalTable } from './goals.ts';
import { outcomeSection } from './outcome-table.ts';

/** The head of the report. */
export interface ReportHead {
  readonly date: Date;
  /** The command line of the run. */
  readonly command: string;
  /** Cores, model, memory. */
  readonly machine: string;
  /** `name version` each. */
  readonly versions: readonly string[];
  /** What was run, in a sentence. */
  readonly amounts: string;
  /** Whether the run was too short for meaningful figures. */
  readonly isShort: boolean;
  /** A sentence for each part that failed. */
  readonly errors: readonly string[];
}

const SHORT = '**A short run. It checks that everything runs and answers correctly. Its figures mean nothing.**';

const LEGEND = [
  'Ratios are medians of the ratios of each round. Their range is in brackets: from the least to the greatest ratio',
  'for servers, and the middle half for the client. [README.md](README.md) explains the tables.',
].join(' ');

/** The report in Markdown. */
export function createReport(head: ReportHead, outcomes: readonly Outcome[], sections: readonly Section[]): string {
  const { date, command, machine, versions, amounts, isShort, errors } = head;
  const paragraphs = [
    '# Side by side',
    `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC, \`${command}\``,
    [
      `- Machine: ${machine}.`,
      `- Versions: ${versions.join(', ')}.`,
      `- ${amounts}`,
      ...describeDisturbance(outcomes),
      ...errors.map((one) => `- **Failed:** ${one}`),
    ].join('\n'),
    LEGEND,
    ...(isShort ? [SHORT] : ['## Goals', goalTable(goalRows(outcomes, sections))]),
    ...[...outcomes.map(outcomeSection), ...sections].flatMap(({ title, text }) => [`## ${title}`, text]),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function describeDisturbance(outcomes: readonly Outcome[]): readonly string[] {
  const runs = outcomes.flatMap(({ lines }) => lines.flatMap((line) => line.runs));
  const uses = runs.flatMap(({ machine }: Run) => (machine ? [machine] : []));
  if (runs.length === 0) return [];
  if (uses.length === 0)
    return ['- This machine has no /proc: CPU, memory and the use by other processes were not measured.'];
  const disturbed = uses.filter(({ others }) => others >= MAX_OTHER_CORES);
  const max = figure(Math.max(...uses.map(({ others }) => others)));
  const verdict = disturbed.length === 0 ? 'The machine was idle' : 'The machine was not idle';
  const counts = `in ${disturbed.length} of ${uses.length} measurements`;
  return [`- ${verdict}: ${counts} other processes used more than ${MAX_OTHER_CORES} of a core, and ${max} at most.`];
}
