import { stat } from 'node:fs/promises';
import { type Finding, note, ok } from '../../finding.ts';
import { parseTableName } from '../parse-table-name.ts';
import { quoteTable, type Row, type SqlContext } from './context.ts';

/** If a table has more rows, the doctor advises to delete old results. */
const MANY_ROWS = 10_000_000;

/** Reports the estimated number of rows of a table, without counting them. */
export async function checkSize(context: SqlContext, table: string): Promise<Finding> {
  const { rows, bytes } = await ESTIMATES[context.location.kind](context, table);
  const about = rows < 0 ? 'has not been analyzed yet' : `has about ${Math.round(rows).toLocaleString('en')} rows`;
  const text = `${table} ${about}, ${Math.ceil(bytes / 1024 ** 2).toLocaleString('en')} MB`;
  if (rows <= MANY_ROWS) return ok('size', text);
  return note('size', text, 'let celery beat run celery.backend_cleanup, and set result_expires in Celery');
}

interface Estimate {
  /** Negative if the database has no estimate. */
  readonly rows: number;
  readonly bytes: number;
}

const ESTIMATES: Readonly<
  Record<SqlContext['location']['kind'], (context: SqlContext, table: string) => Promise<Estimate>>
> = {
  postgres: async ({ knex }, table) =>
    estimate(
      await knex('pg_class')
        .whereRaw('oid = to_regclass(?)', [quoteTable(table)])
        .select({ rows: 'reltuples', bytes: knex.raw('pg_total_relation_size(oid)') }),
    ),
  mysql: async ({ knex }, table) => {
    const { name, schema } = parseTableName(table);
    return estimate(
      await knex('information_schema.tables')
        .whereRaw('table_schema = coalesce(?, database()) AND table_name = ?', [schema ?? null, name])
        .select({ rows: 'table_rows', bytes: knex.raw('data_length + index_length') }),
    );
  },
  // primary keys increase, so the highest key is an upper bound
  sqlite: async ({ knex, location }, table) => {
    const [row]: readonly Row[] = await knex(table).max({ rows: 'id' });
    const { size } = location.kind === 'sqlite' ? await stat(location.filename) : { size: 0 };
    return { rows: Number(row?.['rows'] ?? 0), bytes: size };
  },
};

function estimate([row]: readonly Row[]): Estimate {
  return { rows: Number(row?.['rows'] ?? -1), bytes: Number(row?.['bytes'] ?? 0) };
}
