import type { Knex } from 'knex';
import { ask } from '../ask.ts';
import { parseTableName } from '../parse-table-name.ts';
import type { Dialect } from '../sql-location.ts';

/** An index of a table over whole columns. */
export interface TableIndexInfo {
  /** The columns in order. MySQL and SQLite add the primary key. */
  readonly columns: readonly string[];
  /** Whether the index finds rows by a prefix of their first column. */
  readonly findsPrefix: boolean;
}

interface Row {
  readonly columns: string;
  readonly finds_prefix: unknown;
}

/** Reads the indexes of a table from the catalog. */
export async function readIndexes(knex: Knex, dialect: Dialect, table: string): Promise<readonly TableIndexInfo[]> {
  const rows = await ask(knex, () => READS[dialect](knex, table));
  return rows.map(({ columns, finds_prefix: finds }) => ({
    columns: columns.split(','),
    findsPrefix: Boolean(Number(finds)),
  }));
}

const READS: Readonly<Record<Dialect, (knex: Knex, table: string) => PromiseLike<readonly Row[]>>> = {
  // an index with a language's collation cannot find prefixes
  postgres: (knex, table) =>
    knex('pg_index as i')
      .whereRaw('i.indrelid = to_regclass(?) AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL', [
        quotedName(table),
      ])
      .select({
        columns: knex.raw(`(SELECT string_agg(a.attname, ',' ORDER BY k.n)
          FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum)`),
        finds_prefix: knex.raw(`(EXISTS (SELECT 1 FROM pg_opclass o WHERE o.oid = i.indclass[0]
            AND o.opcname LIKE '%pattern_ops')
          OR EXISTS (SELECT 1 FROM pg_collation c WHERE c.oid = i.indcollation[0] AND c.collname IN ('C', 'POSIX'))
          OR EXISTS (SELECT 1 FROM pg_database d WHERE d.datname = current_database()
            AND d.datcollate IN ('C', 'POSIX') AND i.indcollation[0] = 100))::int`),
      }),
  mysql: (knex, table) => {
    const { name, schema } = parseTableName(table);
    return knex('information_schema.statistics')
      .whereRaw('table_schema = coalesce(?, database()) AND table_name = ?', [schema ?? null, name])
      .groupBy('index_name')
      .havingRaw('max(sub_part) IS NULL')
      .select({
        columns: knex.raw('group_concat(column_name ORDER BY seq_in_index)'),
        finds_prefix: knex.raw('1'),
      });
  },
  sqlite: (knex, table) =>
    knex
      .from(knex.raw('pragma_index_list(?) AS l', [table]))
      .whereRaw('NOT l.partial')
      .select({
        columns: knex.raw(
          '(SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno))',
        ),
        finds_prefix: knex.raw('1'),
      }),
};

/** The name of a table, quoted for PostgreSQL. */
export function quotedName(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}
