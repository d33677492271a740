import type { Knex } from 'knex';
import type { Dialect } from './sql-location.ts';
import { VERSION, type VersionColumns, versionColumn } from './versions.ts';

/** The source of rows: a table, its id column, and the columns of a read. */
export interface RowSource {
  /** The name of the prepared statement, unique among the sources of a store. */
  readonly name: string;
  /** The name in a query: `table` or `schema.table`. */
  readonly table: string;
  readonly id: string;
  readonly columns: readonly string[];
  /** Columns with a date and time. */
  readonly dates: ReadonlySet<string>;
  /** Whether the dates are stored without a time zone, and are read unchanged. Default: they are read in UTC. */
  readonly hasLocalDates?: boolean;
  /** Dates that MySQL's own clock wrote, in the time zone of a session. Default: none, so all dates are UTC. */
  readonly sessionDates?: ReadonlySet<string>;
  /** The columns from which a row's version is computed. */
  readonly version: VersionColumns;
  /** The column that may hold many megabytes. Undefined if no such column is read. */
  readonly large: string | undefined;
  /** Whether the large column holds bytes. Default: it holds text. */
  readonly isBinary?: boolean;
  /** Other columns that may hold more than a few kilobytes. A read of many rows omits them from a large row, too. */
  readonly texts: readonly string[];
  /** The columns that a read of many rows leaves out. Undefined for other reads. */
  readonly narrow?: NarrowRead;
  /** Values that nearly every row has, by column. PostgreSQL sends NULL in their place. */
  readonly commonValues: ReadonlyMap<string, string>;
  /** Creates rows faster than the general function. Undefined: rows are created by column name. */
  readonly rowMaker: RowMaker | undefined;
}

/**
 * The texts that a read of many rows leaves out. It omits more than other reads: otherwise one query could fill the
 * heap.
 */
export interface NarrowRead {
  /** The columns that are left out together with the large one. */
  readonly texts: readonly string[];
  /** Largest total size in bytes at which these columns are read with their row. */
  readonly maxBytes: number;
}

/** Given the names of the selected columns, returns a function that creates a row from an array of their values. */
export type RowMaker = (names: readonly string[]) => (values: readonly unknown[]) => object;

/** The column in which a query returns the stored size of the large text, in bytes. */
export const RESULT_BYTES = 'result_bytes';

/**
 * The column in which a query returns the size in bytes of a large text that it left out. Null if the text is included.
 */
export const LARGE_SIZE = 'large_size';

/**
 * A column as a query selects it. MySQL stores no time zone with a date, so a date of a session's zone is converted to
 * UTC. Our session has the zone that the server gives to every session. PostgreSQL's own text of a date depends on the
 * session's time zone and date style, and the driver's Date has no microseconds. So the query formats the date.
 */
export function selectable(knex: Knex, dialect: Dialect, source: RowSource, column: string): string | Knex.Raw {
  if (column === RESULT_BYTES && source.large !== undefined)
    return knex.raw('octet_length(??) AS ??', [source.large, RESULT_BYTES]);
  if (column === VERSION) return versionColumn(knex, dialect, source.version);
  if (dialect === 'mysql' && source.sessionDates?.has(column))
    return knex.raw("convert_tz(??, @@session.time_zone, '+00:00') AS ??", [column, column]);
  if (dialect !== 'postgres' || !source.dates.has(column)) return column;
  const zone = source.hasLocalDates ? '' : " AT TIME ZONE 'UTC'";
  return knex.raw(`to_char(??${zone}, 'YYYY-MM-DD HH24:MI:SS.US') AS ??`, [column, column]);
}
