import type { Knex } from 'knex';
import { restoreMessage } from '../errors/driver-message.ts';
import type { SqlLocation } from '../sql-location.ts';

/** A database that the doctor examines. */
export interface SqlContext {
  readonly knex: Knex;
  readonly location: SqlLocation;
  /** This machine's clock, in milliseconds since 1970. */
  readonly now: () => number;
}

export type Row = Readonly<Record<string, unknown>>;

/** A table as PostgreSQL's `to_regclass` takes it. The quotes are needed for names with capitals. */
export function quoteTable(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}

/** The reason of a driver's error: its code if it has one, and its message, which contains no stored value. */
export function reasonOf(error: unknown): string {
  restoreMessage(error);
  if (!(error instanceof Error)) return 'no reason given';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return `${code} ${error.message}`.trim().split('\n')[0] ?? code;
}
