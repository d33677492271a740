import { byCode, type FailureTable, type SqlFailure } from './failure.ts';

/** SQLSTATEs of PostgreSQL and PgBouncer. Every other SQLSTATE is an outage: classes 08, 25, 53, 55, 57, 58 and XX. */
export const POSTGRES_CODES: FailureTable = {
  data: [
    '22021', // character_not_in_repertoire
    '22P05', // untranslatable_character
    '54000', // program_limit_exceeded: a value is too long for an index
  ],
  stale: [
    '40001', // serialization_failure: a standby cancels a read that conflicts with recovery
    '26000', // invalid_sql_statement_name: a pooler gave the session to another client
    '42P05', // duplicate_prepared_statement: the same
  ],
  schema: [
    '3F000', // invalid_schema_name
    '42P01', // undefined_table
    '42703', // undefined_column
    '42704', // undefined_object
    '42804', // datatype_mismatch
    '42809', // wrong_object_type
    '42846', // cannot_coerce
    '42883', // undefined_function: the type of a column has no such operator
  ],
  rights: ['42501'],
  configuration: [
    '28000', // invalid_authorization_specification
    '28P01', // invalid_password
    '3D000', // invalid_catalog_name
  ],
};
const FAILURES = byCode(POSTGRES_CODES);

/** Codes with several meanings. They count as stale only if PostgreSQL's function or PgBouncer's message matches. */
const AMBIGUOUS: ReadonlyMap<string, RegExp> = new Map([
  // feature_not_supported: the type of a column has changed
  ['0A000', /RevalidateCachedQuery|cached plan must not change/],
  // protocol_violation: another client's statement has this name, or a pooler refuses the settings of a session
  ['08P01', /bind message supplies|unsupported startup parameter/],
]);

/** The failure of a SQLSTATE. Undefined for a code of another database. */
export function postgresFailure(code: string, error: Error): SqlFailure | undefined {
  const stale = AMBIGUOUS.get(code);
  if (!stale) return FAILURES.get(code);
  const routine = 'routine' in error && typeof error.routine === 'string' ? error.routine : '';
  return stale.test(`${routine} ${error.message}`) ? 'stale' : 'outage';
}

/** Whether the same statement may succeed if it is repeated. */
export function isCancelledRead(code: string): boolean {
  return code === '40001';
}

/** Whether the plan of a prepared statement is out of date, because the type of a column has changed. */
export function isOldPlan(code: string): boolean {
  return code === '0A000';
}
