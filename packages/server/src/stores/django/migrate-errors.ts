import { StoreUnavailable } from '../../problems/errors.ts';
import { codeOf, failureOf } from '../sql/errors/failure-of.ts';
import { unavailable } from '../sql/store-errors.ts';

/** A table that is being created, and the column of its ids. */
interface CreatedTable {
  readonly name: string;
  readonly column: string;
}

const TOO_LONG_KEYS: readonly string[] = ['ER_TOO_LONG_KEY', 'ER_INDEX_COLUMN_TOO_LONG'];
const DUPLICATES: readonly string[] = ['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE'];
const READ_ONLY: readonly string[] = ['25006', 'ER_OPTION_PREVENTS_STATEMENT', 'SQLITE_READONLY'];

/** Creates the error for a table that cannot be created, with the reason. */
export function creationFailure(error: unknown, { name, column }: CreatedTable): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const code = codeOf(error);
  const failed = (why: string): StoreUnavailable =>
    new StoreUnavailable(`${name} cannot be created: ${why}`, { cause: error });
  if (TOO_LONG_KEYS.includes(code))
    return failed(`the database has no index as long as ${column}; pass --task-id-max-length 191`);
  if (DUPLICATES.includes(code))
    return failed(`several rows have the same ${column}, and it needs a unique index; remove all but one of them`);
  if (READ_ONLY.includes(code))
    return failed('the database is read-only: name the primary, or let this user write the file');
  if (failureOf(error) === 'rights')
    return new StoreUnavailable(
      `the user of the store URL may not create ${name}: grant CREATE, INDEX and ALTER, or migrate as another user`,
      { cause: error, failure: 'rights' },
    );
  return failureOf(error) === 'outage' && isAnswer(code)
    ? failed('the database refused a statement')
    : unavailable(error);
}

/** Whether a code is the database's answer to a statement. Otherwise it is an error of the connection. */
function isAnswer(code: string): boolean {
  return /^(?:ER_|SQLITE_|[2-5][0-9A-Z]{4}$)/.test(code) && !/^(?:53|57|58)/.test(code);
}
