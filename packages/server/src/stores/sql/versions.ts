import type { Knex } from 'knex';
import type { Dialect } from './sql-location.ts';

/** The column in which a query returns a row's version. */
export const VERSION = 'version';

/** The columns from which the version of a row is computed, if the database keeps no version itself. */
export interface VersionColumns {
  /** Short columns, included unchanged. Celery sets the date of a row with every write. */
  readonly plain: readonly string[];
  /** Long columns, included as checksums. They also show a manual change that keeps the date. */
  readonly hashed: readonly string[];
  /** The hashed column that may hold many megabytes. */
  readonly large: string;
}

/** A SQLite row with a larger value has no version: its checksum would need twice the memory of the value. */
const MAX_HASHED_BYTES = 16 * 1024 * 1024;

/** A short text that changes when the row changes, as a column of a query. */
export function versionColumn(knex: Knex, dialect: Dialect, columns: VersionColumns): Knex.Raw {
  return knex.raw(`${EXPRESSIONS[dialect](columns)} AS ${VERSION}`);
}

const EXPRESSIONS: Readonly<Record<Dialect, (columns: VersionColumns) => string>> = {
  // every UPDATE changes the transaction id or moves the row, and a large result is not read for this
  postgres: () => "xmin::text || ' ' || ctid::text",
  mysql: (columns) => `concat_ws(' ', ${partsOf(columns, (column) => column).join(', ')})`,
  // sqlite-thread.ts defines crc32, which takes bytes
  sqlite: (columns) => {
    const parts = partsOf(columns, (column) => `CAST(${column} AS BLOB)`).join(" || ' ' || ");
    return `CASE WHEN octet_length(${columns.large}) > ${MAX_HASHED_BYTES} THEN NULL ELSE ${parts} END`;
  },
};

function partsOf({ plain, hashed }: VersionColumns, bytes: (column: string) => string): readonly string[] {
  return [...plain, ...hashed.map((column) => `coalesce(crc32(${bytes(column)}), '-')`)];
}
