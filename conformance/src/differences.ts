import { readFile } from 'node:fs/promises';

/** Vectors that need something that this release or a database does not have. They are neither stored nor replayed. */
export interface SkippedVectors {
  /** A file, or a folder with a final slash. Default: every file. */
  readonly file?: string;
  /** Only the case of this name. Default: every case. */
  readonly case?: string;
  /** Only on these databases. Default: on every database. */
  readonly databases?: readonly ('sqlite' | 'postgres' | 'mariadb')[];
  readonly reason: string;
}

/** One line of the published list: recorded answers that our server does not give, and its own answer. */
export interface Difference {
  /** Django's answer, as the server's README describes it. */
  readonly django: string;
  /** Our server's answer, as its README describes it. */
  readonly here: string;
  /** The recorded answers that the line is about. */
  readonly recorded: RecordedAnswers;
  /** A problem, or else one of the content types. Default: `application/json`. */
  readonly answered: { readonly status: number; readonly problem?: string; readonly contentTypes?: readonly string[] };
  /** Cases that show the difference. */
  readonly vectors: readonly string[];
}

/** Selects recorded answers. An absent field matches every answer. */
export interface RecordedAnswers {
  readonly status: number | readonly number[];
  readonly methods?: readonly string[];
  /** Names of Django's routes. */
  readonly routes?: readonly string[];
  /** A regular expression for the Python exception behind a 500: `TypeError: …`. */
  readonly error?: string;
  readonly file?: string;
  readonly cases?: readonly string[];
  /** The server's flag that removes the difference. */
  readonly unless?: string;
}

/** A line of the published list that no recorded answer can show. */
export interface UnrecordedDifference {
  /** Django's answer, as the server's README describes it. */
  readonly django: string;
  /** Our server's answer, as its README describes it. */
  readonly here: string;
  /** Why there is no vector. */
  readonly reason: string;
}

/** The content of `differences.json`. */
export interface Differences {
  readonly notRun: readonly SkippedVectors[];
  readonly differences: readonly Difference[];
  readonly unrecorded: readonly UnrecordedDifference[];
}

export async function loadDifferences(): Promise<Differences> {
  return JSON.parse(await readFile(new URL('../differences.json', import.meta.url), 'utf8'));
}
