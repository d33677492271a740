import { byCode, type FailureTable, type SqlFailure } from './failure.ts';

/** Result codes of SQLite. Every other code is an outage: a lock, a full disk, a file that cannot be opened. */
export const SQLITE_CODES: FailureTable = {
  data: ['SQLITE_TOOBIG'],
  stale: [],
  schema: [],
  rights: [],
  configuration: ['SQLITE_NOTADB'],
};
const FAILURES = byCode(SQLITE_CODES);

/** SQLite has one code for all errors in a statement. */
const SCHEMA = /no such (?:table|column)/;

/** The failure of a result code. Undefined for a code of another database. */
export function sqliteFailure(code: string, error: Error): SqlFailure | undefined {
  if (code === 'SQLITE_ERROR') return SCHEMA.test(error.message) ? 'schema' : 'outage';
  return FAILURES.get(code);
}
