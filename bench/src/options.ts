import { parseArgs } from 'node:util';
import type { BenchOptions } from './section.ts';

export const DATABASES = ['postgres', 'mariadb', 'sqlite'] as const;
export const SCENARIOS = ['single', 'group', 'batch', 'large', 'unchanged', 'half', 'pollers', 'client'] as const;

/** A database that is measured on. */
export type Database = (typeof DATABASES)[number];
/** What is measured. */
export type ScenarioName = (typeof SCENARIOS)[number];

/** What the command line says. */
export interface Options extends BenchOptions {
  /** In the order in which they are measured; all of them unless `--only` names some. */
  readonly databases: readonly Database[];
  readonly scenarios: readonly ScenarioName[];
  /** How often every server is measured in every scenario. Default 5; 1 when short. */
  readonly rounds: number;
  /** Length of one measurement. Default 3; a fraction when short. */
  readonly seconds: number;
  /** Task results in each database. Default 1 000 000; 2 000 when short. */
  readonly rows: number;
  /** Seconds that are waited in all for other processes to be quiet. Default 600; 0 when short. */
  readonly patience: number;
  /** Where the report is written besides standard output. */
  readonly out?: string;
}

export const USAGE: string = `usage: pnpm bench [--short] [--only NAME,…] [--rounds N] [--seconds N] [--rows N] [--patience N] [--out FILE]
  names: ${[...DATABASES, ...SCENARIOS].join(', ')}`;

/** The command line is wrong; the message says what of it. */
export class UsageError extends Error {}

/**
 * Reads the command line.
 *
 * @throws UsageError that names the option
 */
export function readOptions(args: readonly string[]): Options {
  const { short, only, rounds, seconds, rows, patience, out } = parse(args);
  const names = only === undefined ? [] : only.split(',').filter((name) => name !== '');
  for (const name of names) if (!isDatabase(name) && !isScenario(name)) throw new UsageError(`--only: no "${name}"`);
  const databases = names.filter(isDatabase);
  const scenarios = names.filter(isScenario);
  return {
    short,
    databases: databases.length > 0 ? databases : DATABASES,
    scenarios: scenarios.length > 0 ? scenarios : SCENARIOS,
    rounds: readNumber('rounds', rounds, { least: 1, isWhole: true }) ?? (short ? 1 : 5),
    seconds: readNumber('seconds', seconds, { least: 0.1, isWhole: false }) ?? (short ? 0.15 : 3),
    // below, groups would have too few members
    rows: readNumber('rows', rows, { least: 2_000, isWhole: true }) ?? (short ? 2_000 : 1_000_000),
    patience: readNumber('patience', patience, { least: 0, isWhole: false }) ?? (short ? 0 : 600),
    ...(out === undefined ? {} : { out }),
  };
}

interface Parsed {
  readonly short: boolean;
  readonly only?: string | undefined;
  readonly rounds?: string | undefined;
  readonly seconds?: string | undefined;
  readonly rows?: string | undefined;
  readonly patience?: string | undefined;
  readonly out?: string | undefined;
}

function parse(args: readonly string[]): Parsed {
  const text = { type: 'string' } as const;
  try {
    // pnpm hands over the -- that one may write before options
    const { values } = parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options: {
        short: { type: 'boolean', default: false },
        only: text,
        rounds: text,
        seconds: text,
        rows: text,
        patience: text,
        out: text,
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

interface Bounds {
  readonly least: number;
  readonly isWhole: boolean;
}

function readNumber(name: string, text: string | undefined, { least, isWhole }: Bounds): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !(number >= least) || !Number.isFinite(number) || (isWhole && !Number.isInteger(number)))
    throw new UsageError(`--${name}: "${text}" is not a ${isWhole ? 'whole ' : ''}number from ${least} on`);
  return number;
}

function isDatabase(name: string): name is Database {
  return (DATABASES as readonly string[]).includes(name);
}

function isScenario(name: string): name is ScenarioName {
  return (SCENARIOS as readonly string[]).includes(name);
}
