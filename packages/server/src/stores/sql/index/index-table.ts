import type { Knex } from 'knex';
import type { IndexRow, IndexText } from '../../task-index.ts';
import type { RowSource } from '../row-source.ts';
import type { Dialect } from '../sql-location.ts';

/** The table of an index, and how its columns are read. */
export interface IndexTable {
  /** Names the table, its id column, and which columns hold dates. */
  readonly source: RowSource;
  /** The integer primary key: a row that was inserted later has a higher one. */
  readonly key: string;
  /** The column of the last change. */
  readonly date: string;
  /** The column of the start; undefined where the table has none. */
  readonly started: string | undefined;
  /** The columns of texts, as far as the table has them. The state is one of them. */
  readonly texts: ReadonlyMap<IndexText, string>;
  /** The other columns that {@link IndexTable.toRow} needs. */
  readonly columns: readonly string[];
  /** Makes a row of the values of all these columns. */
  toRow(values: Readonly<Record<string, unknown>>): Omit<IndexRow, 'place'>;
  /** A moment, UTC with microseconds, as the date column stores it. */
  toStored(moment: string): string;
  /** The other way round; undefined for what is no date. */
  toMoment(stored: string): string | undefined;
}

export interface IndexDatabase {
  readonly knex: Knex;
  readonly dialect: Dialect;
  readonly table: IndexTable;
  /** Tables with more about groups than their members. Undefined: there are none. */
  readonly groups: GroupTables | undefined;
}

/** Tables of django-celery-results. Each may be missing. */
export interface GroupTables {
  readonly groups: string;
  /** Counters of the tasks that chords wait for. */
  readonly chords: string;
}

/** A stored date as a value of a query. The text has no zone: it is UTC, or local where the dates are. */
export function dateValue({ knex, dialect, table }: IndexDatabase, text: string): Knex.Raw {
  if (dialect === 'sqlite') return knex.raw('?', [text]);
  if (dialect === 'mysql') return knex.raw('CAST(? AS DATETIME(6))', [text]);
  return knex.raw(table.source.hasLocalDates ? '?::timestamp' : "?::timestamp AT TIME ZONE 'UTC'", [text]);
}

/** A key as a value of a query. PostgreSQL would refuse a forged one that is larger than the column's type. */
export function keyValue({ knex, dialect }: IndexDatabase, key: string): Knex.Raw {
  return knex.raw(dialect === 'postgres' ? '?::bigint' : '?', [Number(key)]);
}

/** Moments as databases store them, in UTC: `2026-01-02 03:04:05.678901`. Django writes no fraction of zero. */
export function storedMoment(moment: string): string {
  return moment.replace('T', ' ').replace(/(?:\.0+)?Z$/, '');
}
