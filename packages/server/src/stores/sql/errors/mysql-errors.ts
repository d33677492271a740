import { byCode, type FailureTable, type SqlFailure } from './failure.ts';

/** Error codes of MySQL and MariaDB. Every other code is an outage. */
export const MYSQL_CODES: FailureTable = {
  data: [
    'ER_CANT_AGGREGATE_2COLLATIONS', // a character that the column's character set does not have
    'ER_CANT_AGGREGATE_3COLLATIONS',
    'ER_CANT_AGGREGATE_NCOLLATIONS',
    'ER_CANNOT_CONVERT_STRING',
    'ER_INVALID_CHARACTER_STRING',
    'ER_TRUNCATED_WRONG_VALUE',
  ],
  stale: [
    'ER_UNKNOWN_STMT_HANDLER', // a pooler gave the session to another client
    'ER_NEED_REPREPARE',
    'ER_MAX_PREPARED_STMT_COUNT_REACHED',
    'ER_UNSUPPORTED_PS',
  ],
  schema: ['ER_NO_SUCH_TABLE', 'ER_BAD_TABLE_ERROR', 'ER_BAD_FIELD_ERROR', 'ER_TABLE_DEF_CHANGED', 'ER_VIEW_INVALID'],
  rights: ['ER_TABLEACCESS_DENIED_ERROR', 'ER_COLUMNACCESS_DENIED_ERROR', 'ER_SPECIFIC_ACCESS_DENIED_ERROR'],
  configuration: [
    'ER_ACCESS_DENIED_ERROR',
    'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
    'ER_DBACCESS_DENIED_ERROR',
    'ER_BAD_DB_ERROR',
    'ER_NOT_SUPPORTED_AUTH_MODE',
    'ER_MUST_CHANGE_PASSWORD_LOGIN',
    'ER_ACCOUNT_HAS_BEEN_LOCKED',
  ],
};
const FAILURES = byCode(MYSQL_CODES);

/** The failure of a code. Undefined for a code of another database. */
export function mysqlFailure(code: string): SqlFailure | undefined {
  return FAILURES.get(code);
}
