import { parseArgs } from 'node:util';
import type { BenchOptions } from './section/section.ts';

export const DATABASES = ['postgres', 'mariadb', 'sqlite', 'redis', 'sqlalchemy'] as const;
export const SCENARIOS = [
  'single',
  'group',
  'batch',
  'large',
  'unchanged',
  'half',
  'pollers',
  'client',
  'streams',
  'lists',
] as const;

/** What the servers are measured on. `sqlalchemy`: Celery's own tables in PostgreSQL. */
export type Database = (typeof DATABASES)[number];
/** A database with the tables of django-celery-results. */
export type SqlDatabase = Exclude<Database, 'redis' | 'sqlalchemy'>;
export type ScenarioName = (typeof SCENARIOS)[number];

/** The options of the command line. */
export interface Options extends BenchOptions {
  /** In the order in which they are measured. Default: all. */
  readonly databases: readonly Database[];
  /** In the order in which they are measured. Default: all. */
  readonly scenarios: readonly ScenarioName[];
  /** Measurements of each server in each scenario. Default: 5; short: 1. */
  readonly rounds: number;
  /** Length of one measurement. Default: 3; short: 0.15. */
  readonly seconds: number;
  /** Task results in each database. Default: 1 000 000; short: 2 000. */
  readonly rows: number;
  /** Seconds to wait for an idle machine, over the whole run. Default: 600; short: 0. */
  readonly patience: number;
  /** A file for the report. It is always printed too. */
  readonly out?: string;
}

export const USAGE: string = `usage: pnpm bench [--short] [--only NAME,…] [--rounds N] [--seconds N] [--rows N]
  [--patience N] [--out FILE]
  names: ${[...DATABASES, ...SCENARIOS].join(', ')}`;

/** An error in the command line. The message names the option. */
export class UsageError extends Error {}

/**
 * Parses the command line.
 *
 * @throws UsageError
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
    rounds: readNumber('rounds', rounds, { min: 1, isWhole: true }) ?? (short ? 1 : 5),
    seconds: readNumber('seconds', seconds, { min: 0.1, isWhole: false }) ?? (short ? 0.15 : 3),
    // with fewer rows, groups would have too few members
    rows: readNumber('rows', rows, { min: 2_000, isWhole: true }) ?? (short ? 2_000 : 1_000_000),
    patience: readNumber('patience', patience, { min: 0, isWhole: false }) ?? (short ? 0 : 600),
    ...(out === undefined ? {} : { out }),
  };
}

interface OptionTexts {
  readonly short: boolean;
  readonly only?: string | undefined;
  readonly rounds?: string | undefined;
  readonly seconds?: string | undefined;
  readonly rows?: string | undefined;
  readonly patience?: string | undefined;
  readonly out?: string | undefined;
}

/** The options as text. @throws UsageError for an unknown option */
function parse(args: readonly string[]): OptionTexts {
  const text = { type: 'string' } as const;
  try {
    // pnpm passes on a -- before the options
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
  readonly min: number;
  readonly isWhole: boolean;
}

function readNumber(name: string, text: string | undefined, { min, isWhole }: Bounds): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !(number >= min) || !Number.isFinite(number) || (isWhole && !Number.isInteger(number)))
    throw new UsageError(`--${name}: "${text}" is not a ${isWhole ? 'whole ' : ''}number of at least ${min}`);
  return number;
}

function isDatabase(name: string): name is Database {
  return (DATABASES as readonly string[]).includes(name);
}

function isScenario(name: string): name is ScenarioName {
  return (SCENARIOS as readonly string[]).includes(name);
}
