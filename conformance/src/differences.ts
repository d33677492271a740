import { readFile } from 'node:fs/promises';

/** Vectors that ask for something this release, or the database, does not have. They are neither stored nor replayed. */
export interface NotRun {
  /** A file, or a folder with a final slash. Absent: every file. */
  readonly file?: string;
  /** Only the cases read with this `result_serializer`. Absent: all. */
  readonly serializer?: string;
  /** Only the case of this name. Absent: all. */
  readonly case?: string;
  /** Only on these databases. Absent: on all. */
  readonly databases?: readonly ('sqlite' | 'postgres' | 'mariadb')[];
  readonly reason: string;
}

/** Requests whose recorded answer we do not give, on purpose. They are replayed, and must not suddenly agree. */
export interface Difference {
  readonly file: string;
  readonly case: string;
  /** `METHOD path`, as recorded. */
  readonly requests: readonly string[];
  /** Only on these databases. Absent: on all. */
  readonly databases?: readonly ('sqlite' | 'postgres' | 'mariadb')[];
  /** What is answered instead. */
  readonly status: number;
  readonly reason: string;
}

/** Everything recorded that does not hold: `differences.json`. */
export interface Differences {
  readonly notRun: readonly NotRun[];
  readonly differ: readonly Difference[];
}

export async function loadDifferences(): Promise<Differences> {
  return JSON.parse(await readFile(new URL('../differences.json', import.meta.url), 'utf8'));
}
