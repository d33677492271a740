import type { Knex } from 'knex';
import type { Dialect } from './tables.ts';

/** The name under which a query gives a row's version. */
export const VERSION = 'version';

/** What changes with a row, in so many characters whatever it holds. */
const VERSIONS: Readonly<Record<Dialect, string>> = {
  // every UPDATE is another transaction, or puts the row elsewhere; a large result is not even looked at
  postgres: "xmin::text || ' ' || ctid::text",
  // these databases keep nothing of the kind. Celery sets the date with every write, and the sums see what was written by hand
  mysql: sumOf((parts) => `concat_ws(' ', ${parts.join(', ')})`),
  sqlite: sumOf((parts) => parts.join(" || ' ' || ")),
};

function sumOf(join: (parts: readonly string[]) => string): string {
  const sums = ['result', 'meta', 'traceback'].map((column) => `coalesce(crc32(${column}), '-')`);
  return join(['status', 'content_encoding', 'date_done', ...sums]);
}

/** A row's version, as a column of a query. */
export function versionColumn(knex: Knex, dialect: Dialect): Knex.Raw {
  return knex.raw(`${VERSIONS[dialect]} AS ${VERSION}`);
}
