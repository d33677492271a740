import type { Knex } from 'knex';
import { DATE_COLUMNS, type Dialect } from './tables.ts';
import { VERSION, versionColumn } from './versions.ts';

/** Where rows are read: a table, its id column, and the columns wanted. */
export interface Source {
  /** Unlike those of the store's other sources: it names their statement. */
  readonly name: string;
  /** As a query names it, `schema.table` included. */
  readonly table: string;
  readonly id: string;
  readonly columns: readonly string[];
  /** The one of them that may hold many megabytes. */
  readonly large?: string;
  /** Makes rows of a driver's values, sooner than one that knows no column. */
  readonly rowMaker?: RowMaker;
}

/** Makes of the names of a query's columns what makes a row of their values. */
export type RowMaker = (names: readonly string[]) => (values: readonly unknown[]) => object;

/** The name under which a query says how many bytes of a large text it left out; null where none. */
export const LARGE_SIZE = 'large_size';

/** What nearly every row says, and is therefore not sent by PostgreSQL. */
export const USUAL_ENCODING = 'utf-8';
export const USUAL_META = '{"children": []}';
/** The same by column. */
export const USUAL: ReadonlyMap<string, string> = new Map([
  ['content_encoding', USUAL_ENCODING],
  ['meta', USUAL_META],
]);

/** A column as a query names it. PostgreSQL's own text of a moment depends on the session's time zone and date style; the driver's Date has no microseconds. */
export function selected(knex: Knex, dialect: Dialect, column: string): string | Knex.Raw {
  if (column === VERSION) return versionColumn(knex, dialect);
  if (dialect !== 'postgres' || !DATE_COLUMNS.has(column)) return column;
  return knex.raw("to_char(?? AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS ??", [column, column]);
}
