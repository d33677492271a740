import type { Knex } from 'knex';
import type { Dialect } from './sql-location.ts';
import { VERSION, type VersionColumns, versionColumn } from './versions.ts';

/** Where rows are read: a table, its id column, and the columns of a read. */
export interface RowSource {
  /** The name of the prepared statement, unique among the sources of a store. */
  readonly name: string;
  /** As a query names it, `schema.table` included. */
  readonly table: string;
  readonly id: string;
  readonly columns: readonly string[];
  /** Columns with a date and time. */
  readonly dates: ReadonlySet<string>;
  /** Whether the dates are stored without a time zone, and are read as they are. Default: they are read in UTC. */
  readonly hasLocalDates?: boolean;
  /** Dates that MySQL's own clock wrote, in the time zone of a session. Default: none; all dates are UTC. */
  readonly sessionDates?: ReadonlySet<string>;
  /** The columns that a row's version is made of. */
  readonly version: VersionColumns;
  /** The column that may hold many megabytes; undefined when none is read. */
  readonly large: string | undefined;
  /** Whether the large column holds bytes. Default: it holds text. */
  readonly isBinary?: boolean;
  /** Other columns that may hold more than a few kilobytes. A read of many rows leaves them out of a large row, too. */
  readonly texts: readonly string[];
  /** Set for a read of many rows: what it leaves out. */
  readonly narrow?: NarrowRead;
  /** Values that nearly every row has, by column. PostgreSQL sends NULL in their place. */
  readonly commonValues: ReadonlyMap<string, string>;
  /** Makes rows faster than a function that knows no column; undefined: rows are made by column name. */
  readonly rowMaker: RowMaker | undefined;
}

/** A read of many rows leaves out more than a read of a few: otherwise one query could fill the heap. */
export interface NarrowRead {
  /** The columns that are left out together with the large one. */
  readonly texts: readonly string[];
  /** Bytes of all these columns up to which they are read with their row. */
  readonly maxBytes: number;
}

/** Given the names of the selected columns, returns a function that makes a row from an array of their values. */
export type RowMaker = (names: readonly string[]) => (values: readonly unknown[]) => object;

/** The column in which a query returns the bytes of the large text, as it is stored. */
export const RESULT_BYTES = 'result_bytes';

/** The column in which a query reports how many bytes of a large text it left out; null where nothing was left out. */
export const LARGE_SIZE = 'large_size';

/**
 * A column as a query names it. MySQL stores no zone with a date, so a date of another zone is converted. Our session
 * has the zone that the server gives to every session. PostgreSQL's own text of a date depends on the time zone and the
 * date style of the session, and the driver's Date has no microseconds.
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
