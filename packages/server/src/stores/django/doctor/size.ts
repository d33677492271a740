import { stat } from 'node:fs/promises';
import { type Examined, partsOf, quoted, type Row } from './examined.ts';
import { type Finding, note, ok } from './finding.ts';

/** Rows above which cleaning up is worth a thought. */
const MANY = 10_000_000;

/** About how large the table of tasks is: what the database knows without counting. */
export async function checkSize(examined: Examined): Promise<Finding> {
  const { rows, bytes } = await ESTIMATES[examined.location.kind](examined);
  const about = rows < 0 ? 'has not been analyzed yet' : `has about ${Math.round(rows).toLocaleString('en')} rows`;
  const text = `${examined.taskTable} ${about}, ${Math.ceil(bytes / 1024 ** 2).toLocaleString('en')} MB`;
  if (rows <= MANY) return ok('size', text);
  return note('size', text, 'let celery beat run celery.backend_cleanup, and set result_expires in Celery');
}

interface Estimate {
  /** Negative when nobody knows. */
  readonly rows: number;
  readonly bytes: number;
}

const ESTIMATES: Readonly<Record<Examined['location']['kind'], (examined: Examined) => Promise<Estimate>>> = {
  postgres: async ({ knex, taskTable }) =>
    estimate(
      await knex('pg_class')
        .whereRaw('oid = to_regclass(?)', [quoted(taskTable)])
        .select({ rows: 'reltuples', bytes: knex.raw('pg_total_relation_size(oid)') }),
    ),
  mysql: async ({ knex, taskTable }) => {
    const { name, schema } = partsOf(taskTable);
    return estimate(
      await knex('information_schema.tables')
        .whereRaw('table_schema = coalesce(?, database()) AND table_name = ?', [schema ?? null, name])
        .select({ rows: 'table_rows', bytes: knex.raw('data_length + index_length') }),
    );
  },
  // ids are given in turn, so that the last one bounds the number
  sqlite: async ({ knex, taskTable, location }) => {
    const [row]: readonly Row[] = await knex(taskTable).max({ rows: 'id' });
    const { size } = location.kind === 'sqlite' ? await stat(location.filename) : { size: 0 };
    return { rows: Number(row?.['rows'] ?? 0), bytes: size };
  },
};

function estimate([row]: readonly Row[]): Estimate {
  return { rows: Number(row?.['rows'] ?? -1), bytes: Number(row?.['bytes'] ?? 0) };
}
