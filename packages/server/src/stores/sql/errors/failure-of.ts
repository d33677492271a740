import { ConfigError } from '../../../problems/errors.ts';
import type { SqlFailure } from './failure.ts';
import { mysqlFailure } from './mysql-errors.ts';
import { postgresFailure } from './postgres-errors.ts';
import { sqliteFailure } from './sqlite-errors.ts';

/** The code of a driver's error, such as `42P01` or `ER_NO_SUCH_TABLE`. '' if the error has no code. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * The failure that an error of a driver means. No two drivers share a code, and an unknown code is an outage. This
 * server throws ConfigError itself, if a connection shows that the store URL is wrong.
 */
export function failureOf(error: unknown): SqlFailure {
  if (!(error instanceof Error)) return 'outage';
  if (error instanceof ConfigError) return 'configuration';
  const code = codeOf(error);
  return postgresFailure(code, error) ?? mysqlFailure(code) ?? sqliteFailure(code, error) ?? 'outage';
}
