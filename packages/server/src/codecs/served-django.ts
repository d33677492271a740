import { NEWEST_PYTHON, type PythonVersion } from '../lib/unicode.ts';

/** What the answers of a Django process depend on, besides its settings. */
export interface DjangoProcess {
  /** Its release of Python. */
  readonly python: PythonVersion;
  /** The database of the project, whose driver it has loaded. */
  readonly database: DatabaseName;
}

export type DatabaseName = 'sqlite' | 'postgres' | 'mysql';

let current: DjangoProcess = { python: NEWEST_PYTHON, database: 'sqlite' };

/** The process whose text forms and classes are needed now. */
export function currentProcess(): DjangoProcess {
  return current;
}

/** Runs synchronous work as one process would. Text forms are needed deep inside of values, so they ask for it. */
export function asProcess<Result>(served: DjangoProcess, work: () => Result): Result {
  const outer = current;
  current = served;
  try {
    return work();
  } finally {
    current = outer;
  }
}
