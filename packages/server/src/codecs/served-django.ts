import { NEWEST_PYTHON, type PythonVersion } from '../lib/unicode.ts';

/** Properties of a Django process that change its answers, besides its settings. */
export interface DjangoProcess {
  /** The Python release of the process. */
  readonly python: PythonVersion;
  /** The database of the project, whose driver it has loaded. */
  readonly database: DatabaseName;
}

export type DatabaseName = 'sqlite' | 'postgres' | 'mysql';

let current: DjangoProcess = { python: NEWEST_PYTHON, database: 'sqlite' };

/** Returns the process that is imitated now: its text forms and exception classes are used. */
export function currentProcess(): DjangoProcess {
  return current;
}

/**
 * Runs synchronous work for one process. The process is a global variable, because text forms of deeply nested values
 * need it.
 */
export function asProcess<Result>(served: DjangoProcess, work: () => Result): Result {
  const outer = current;
  current = served;
  try {
    return work();
  } finally {
    current = outer;
  }
}
