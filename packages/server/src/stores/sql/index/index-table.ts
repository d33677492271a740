import type { Knex } from 'knex';
import type { IndexRow, IndexText } from '../../task-index.ts';
import type { RowSource } from '../row-source.ts';
import type { Dialect } from '../sql-location.ts';

/** A table of tasks that is listed, and how its columns are read. */
export interface IndexTable {
  /** The table, its id column, and its date columns. */
  readonly source: RowSource;
  /** The integer primary key: a row that was inserted later has a higher one. */
  readonly key: string;
  /** The column of the last change. */
  readonly date: string;
  /** The column of the start. Undefined if the table has none. */
  readonly started: string | undefined;
  /** The columns of texts that the table has, such as the state. */
  readonly texts: ReadonlyMap<IndexText, string>;
  /** The other columns that {@link IndexTable.toRow} needs. */
  readonly columns: readonly string[];
  /** Creates an index row from the values of all these columns. */
  toRow(values: Readonly<Record<string, unknown>>): Omit<IndexRow, 'place'>;
  /** Converts a moment (UTC with microseconds) to the form of the date column. */
  toStored(moment: string): string;
  /** Converts a stored date to a moment. Undefined for any other value. */
  toMoment(stored: string): string | undefined;
}

export interface IndexDatabase {
  readonly knex: Knex;
  readonly dialect: Dialect;
  readonly table: IndexTable;
  /** Tables with further data about groups. Undefined if there are none. */
  readonly groups: GroupTables | undefined;
}

/** Tables of django-celery-results. Each may be missing. */
export interface GroupTables {
  readonly groups: string;
  /** Counters of the tasks that chords wait for. */
  readonly chords: string;
}

/**
 * A stored date as a value of a query. The text has no time zone: it is in UTC, or in local time if the table's dates
 * are.
 */
export function dateValue({ knex, dialect, table }: IndexDatabase, text: string): Knex.Raw {
  if (dialect === 'sqlite') return knex.raw('?', [text]);
  if (dialect === 'mysql') return knex.raw('CAST(? AS DATETIME(6))', [text]);
  return knex.raw(table.source.hasLocalDates ? '?::timestamp' : "?::timestamp AT TIME ZONE 'UTC'", [text]);
}

/**
 * A key as a value of a query. It is cast, since PostgreSQL would refuse a forged key that is too large for the column.
 */
export function keyValue({ knex, dialect }: IndexDatabase, key: string): Knex.Raw {
  return knex.raw(dialect === 'postgres' ? '?::bigint' : '?', [Number(key)]);
}

/**
 * Converts a moment to the form that databases store, in UTC: `2026-01-02 03:04:05.678901`. Like Django, it omits a
 * fraction of zero.
 */
export function storedMoment(moment: string): string {
  return moment.replace('T', ' ').replace(/(?:\.0+)?Z$/, '');
}
