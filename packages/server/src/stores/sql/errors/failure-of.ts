import { ConfigError } from '../../../problems/errors.ts';
import type { SqlFailure } from './failure.ts';
import { mysqlFailure } from './mysql-errors.ts';
import { postgresFailure } from './postgres-errors.ts';
import { sqliteFailure } from './sqlite-errors.ts';

/** The code of a driver's error, such as `42P01` or `ER_NO_SUCH_TABLE`; '' without one. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * What an error of a driver means. Drivers share no code, and an unknown one is an outage. A ConfigError is our own: a
 * connection found out that the store URL is wrong.
 */
export function failureOf(error: unknown): SqlFailure {
  if (!(error instanceof Error)) return 'outage';
  if (error instanceof ConfigError) return 'configuration';
  const code = codeOf(error);
  return postgresFailure(code, error) ?? mysqlFailure(code) ?? sqliteFailure(code, error) ?? 'outage';
}
