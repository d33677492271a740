import { QUIET_BELOW } from '../machine/quiet.ts';
import type { Outcome, Run } from '../scenarios/outcome.ts';
import type { Section } from '../section.ts';
import { goalRows, goalTable } from './goals.ts';
import { figure } from './numbers.ts';
import { outcomeSection } from './outcome-table.ts';

/** What the report begins with. */
export interface Setting {
  readonly date: Date;
  /** The command as it was typed. */
  readonly command: string;
  /** Cores, model, memory. */
  readonly machine: string;
  /** `name version`. */
  readonly versions: readonly string[];
  /** What was run, in a sentence. */
  readonly amounts: string;
  /** Too short for its figures to mean anything. */
  readonly isShort: boolean;
  /** What did not run, a sentence each. */
  readonly failures: readonly string[];
}

const SHORT = '**A short run: it shows that everything runs and answers rightly. Its figures mean nothing.**';

/** The report as Markdown. */
export function report(setting: Setting, outcomes: readonly Outcome[], sections: readonly Section[]): string {
  const { date, command, machine, versions, amounts, isShort, failures } = setting;
  const parts = [
    '# Side by side',
    `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC, \`${command}\``,
    [
      `- Machine: ${machine}.`,
      `- Versions: ${versions.join(', ')}.`,
      `- ${amounts}`,
      ...calmness(outcomes),
      ...failures.map((one) => `- **Failed:** ${one}`),
    ].join('\n'),
    'Ratios are medians of the ratios of each round, with the least and the greatest in brackets. [README.md](README.md) says how to read them.',
    ...(isShort ? [SHORT] : ['## Goals', goalTable(goalRows(outcomes, sections))]),
    ...[...outcomes.map(outcomeSection), ...sections].flatMap(({ title, text }) => [`## ${title}`, text]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function calmness(outcomes: readonly Outcome[]): readonly string[] {
  const runs = outcomes.flatMap(({ lines }) => lines.flatMap((line) => line.runs));
  const uses = runs.flatMap(({ machine }: Run) => (machine ? [machine] : []));
  if (runs.length === 0) return [];
  if (uses.length === 0)
    return ['- This machine has no /proc: CPU and memory are left out, and whether it was quiet is not known.'];
  const disturbed = uses.filter(({ others }) => others >= QUIET_BELOW);
  const worst = Math.max(...uses.map(({ others }) => others));
  const most = `the most was ${figure(worst)}`;
  return [
    `- ${disturbed.length === 0 ? 'The machine was quiet' : 'The machine was not quiet'}: in ${disturbed.length} of ${uses.length} measurements other processes took more than ${QUIET_BELOW} of a core; ${most}.`,
  ];
}
