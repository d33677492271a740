import type { Knex } from 'knex';
import type { Dialect } from './tables.ts';

/** The name under which a query gives a row's version. */
export const VERSION = 'version';

/** Bytes of a result above which a row of SQLite has no version: to sum them up takes twice as much memory, beside what was just read. */
const MOST_SUMMED = 16 * 1024 * 1024;

/** What changes with a row, in so many characters whatever it holds. */
const VERSIONS: Readonly<Record<Dialect, string>> = {
  // every UPDATE is another transaction, or puts the row elsewhere; a large result is not even looked at
  postgres: "xmin::text || ' ' || ctid::text",
  // these databases keep nothing of the kind. Celery sets the date with every write, and the sums see what was written by hand
  mysql: `concat_ws(' ', ${partsOf((column) => column).join(', ')})`,
  // sqlite-thread.ts has the function, of bytes
  sqlite: `CASE WHEN octet_length(result) > ${MOST_SUMMED} THEN NULL ELSE ${partsOf((column) => `CAST(${column} AS BLOB)`).join(" || ' ' || ")} END`,
};

function partsOf(bytes: (column: string) => string): readonly string[] {
  const sums = ['result', 'meta', 'traceback'].map((column) => `coalesce(crc32(${bytes(column)}), '-')`);
  return ['status', 'content_encoding', 'date_done', ...sums];
}

/** A row's version, as a column of a query. */
export function versionColumn(knex: Knex, dialect: Dialect): Knex.Raw {
  return knex.raw(`${VERSIONS[dialect]} AS ${VERSION}`);
}
