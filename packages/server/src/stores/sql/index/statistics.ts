import type { Knex } from 'knex';
import { parseTableName } from '../parse-table-name.ts';
import type { Dialect } from '../sql-location.ts';
import type { IndexDatabase } from './index-table.ts';
import { quotedName } from './read-indexes.ts';
import { rowsOf } from './rows-of.ts';

/** Largest number of values of a text that are read. */
const MAX_VALUES = 200;

/**
 * Selects the distinct values of a column. It jumps from each value to the next in the index: DISTINCT would read every
 * row in PostgreSQL and SQLite. MySQL and MariaDB jump for DISTINCT, and read every row for each value of the other
 * query.
 */
export function distinctValues({ knex, dialect, table }: IndexDatabase, column: string): Knex.Raw {
  const { table: name } = table.source;
  if (dialect === 'mysql') {
    const columns = [column, name, column, column];
    return knex.raw(
      `SELECT DISTINCT ?? AS value FROM ?? WHERE ?? IS NOT NULL ORDER BY ?? LIMIT ${MAX_VALUES}`,
      columns,
    );
  }
  return knex.raw(
    `WITH RECURSIVE found(value, n) AS (
      SELECT (SELECT min(??) FROM ??), 1
      UNION ALL
      SELECT (SELECT min(??) FROM ?? WHERE ?? > found.value), n + 1 FROM found WHERE value IS NOT NULL AND n < ?
    ) SELECT value FROM found WHERE value IS NOT NULL`,
    [column, name, column, name, column, MAX_VALUES],
  );
}

/**
 * Estimates the number of rows from the database's statistics. SQLite has none, so its highest key is used as an upper
 * limit.
 */
export async function estimateRows(database: IndexDatabase): Promise<number> {
  const { knex, dialect, table } = database;
  const { name, schema } = parseTableName(table.source.table);
  const quoted = quotedName(table.source.table);
  const query = {
    postgres: () => knex('pg_class').select({ n: 'reltuples' }).whereRaw('oid = to_regclass(?)', [quoted]),
    mysql: () =>
      knex('information_schema.tables')
        .select({ n: 'table_rows' })
        .whereRaw('table_schema = coalesce(?, database()) AND table_name = ?', [schema ?? null, name]),
    sqlite: () => knex(table.source.table).max({ n: table.key }),
  }[dialect]();
  const [row] = await rowsOf<{ readonly n: unknown }>(database, query as Knex.QueryBuilder);
  return Math.max(0, Number(row?.n ?? 0));
}

/** Queries for the bytes of a table with its indexes. */
export const SIZES: Readonly<Record<Dialect, (knex: Knex, table: string) => Knex.QueryBuilder | Knex.Raw>> = {
  postgres: (knex: Knex, table: string) =>
    knex.raw('SELECT pg_total_relation_size(to_regclass(?)) AS bytes', [quotedName(table)]),
  mysql: (knex: Knex, table: string) => {
    const { name, schema } = parseTableName(table);
    return knex('information_schema.tables')
      .select({ bytes: knex.raw('data_length + index_length') })
      .whereRaw('table_schema = coalesce(?, database()) AND table_name = ?', [schema ?? null, name]);
  },
  sqlite: (knex: Knex) =>
    knex.raw('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()'),
};
