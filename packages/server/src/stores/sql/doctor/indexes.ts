import { error, type Finding, ok, warning } from '../../finding.ts';
import { parseTableName } from '../parse-table-name.ts';
import type { Dialect } from '../sql-location.ts';
import { quoteTable, type Row, type SqlContext } from './context.ts';

/** The database of a table, and a connection to it. */
type Place = Pick<SqlContext, 'knex' | 'location'>;

/** Returns whether the column has a unique index of its own, only other indexes that begin with it, or none. */
export async function indexOf(place: Place, table: string, column: string): Promise<'unique' | 'other' | 'none'> {
  const indexes = await INDEXES[place.location.kind](place, table);
  const own = indexes.filter((index) => index['column_name'] === column);
  if (own.some(({ is_unique: unique }) => Boolean(Number(unique)))) return 'unique';
  return own.length > 0 ? 'other' : 'none';
}

/** Checks that the id column has a unique index. */
export async function checkIndexes(place: Place, table: string, column: string): Promise<Finding> {
  const found = await indexOf(place, table, column);
  if (found === 'unique') return ok('indexes', `${table}.${column} has a unique index`);
  const index = `${parseTableName(table).name}_${column}_uniq`;
  const fix = `remove rows with the same ${column}, then CREATE UNIQUE INDEX ${index} ON ${table} (${column})`;
  if (found === 'other')
    return warning(
      'indexes',
      `the index on ${table}.${column} is not unique: of two rows with one id, a random one is answered`,
      fix,
    );
  return error('indexes', `there is no index on ${table}.${column}: every read scans the whole table`, fix);
}

type ReadIndexes = (place: Place, table: string) => Promise<readonly Row[]>;

const INDEXES: Readonly<Record<Dialect, ReadIndexes>> = {
  postgres: async ({ knex }, table) =>
    knex('pg_index as i')
      .join('pg_attribute as a', (on) => on.on('a.attrelid', 'i.indrelid').andOn(knex.raw('a.attnum = i.indkey[0]')))
      .whereRaw('i.indrelid = to_regclass(?) AND i.indisvalid AND i.indpred IS NULL', [quoteTable(table)])
      .select({ column_name: 'a.attname', is_unique: knex.raw('(i.indisunique AND i.indnkeyatts = 1)::int') }),
  mysql: async ({ knex }, table) => {
    const { name, schema } = parseTableName(table);
    return knex('information_schema.statistics')
      .whereRaw('table_schema = coalesce(?, database()) AND table_name = ?', [schema ?? null, name])
      .groupBy('index_name')
      .select({
        column_name: knex.raw('max(CASE WHEN seq_in_index = 1 THEN column_name END)'),
        is_unique: knex.raw('min(non_unique) = 0 AND max(seq_in_index) = 1'),
      });
  },
  sqlite: async ({ knex }, table) =>
    knex
      .from(knex.raw('pragma_index_list(?) AS l, pragma_index_info(l.name) AS c', [table]))
      .whereRaw('c.seqno = 0 AND NOT l.partial')
      .select({
        column_name: 'c.name',
        is_unique: knex.raw('l."unique" AND (SELECT count(*) = 1 FROM pragma_index_info(l.name))'),
      }),
};
