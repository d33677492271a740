import { readFile } from 'node:fs/promises';

/** Vectors that ask for something this release, or the database, does not have. They are neither stored nor replayed. */
export interface NotRun {
  /** A file, or a folder with a final slash. Absent: every file. */
  readonly file?: string;
  /** Only the case of this name. Absent: all. */
  readonly case?: string;
  /** Only on these databases. Absent: on all. */
  readonly databases?: readonly ('sqlite' | 'postgres' | 'mariadb')[];
  readonly reason: string;
}

/** One line of the published list: recorded answers that we do not give, and what we give instead. */
export interface Difference {
  /** The line's two halves, as the server's README has them. */
  readonly django: string;
  readonly here: string;
  /** Which answers it is about. What is absent fits all. */
  readonly recorded: RecordedAnswers;
  readonly answered: { readonly status: number; readonly problem?: string };
  /** Cases that show it. */
  readonly vectors: readonly string[];
}

export interface RecordedAnswers {
  readonly status: number | readonly number[];
  readonly methods?: readonly string[];
  /** Names of Django's routes. */
  readonly routes?: readonly string[];
  /** A pattern in the Python exception behind a 500: `TypeError: …`. */
  readonly error?: string;
  readonly file?: string;
  readonly cases?: readonly string[];
  /** It holds only where this flag is not passed. */
  readonly unless?: string;
}

/** Everything recorded that does not hold: `differences.json`. */
export interface Differences {
  readonly notRun: readonly NotRun[];
  readonly differences: readonly Difference[];
}

export async function loadDifferences(): Promise<Differences> {
  return JSON.parse(await readFile(new URL('../differences.json', import.meta.url), 'utf8'));
}
