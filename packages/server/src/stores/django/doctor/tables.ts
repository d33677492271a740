import { DETAIL_COLUMNS, GROUP_COLUMNS, TASK_COLUMNS } from '../tables.ts';
import { codeOf, type Examined, partsOf, quoted, type Row } from './examined.ts';
import { type Finding, fault, note, ok, warning } from './finding.ts';

/** What the tables look like. */
export interface Shape {
  readonly findings: readonly Finding[];
  /** Columns of the table of tasks; empty when there is none. */
  readonly columns: ReadonlySet<string>;
  readonly hasGroups: boolean;
}

/** Whether the tables are there with their columns, and which release of django-celery-results makes such ones. */
export async function checkTables(examined: Examined): Promise<Shape> {
  const { taskTable, groupTable } = examined;
  const columns = await columnsOf(examined, taskTable);
  if (columns.size === 0) return { columns, hasGroups: false, findings: [await noTable(examined)] };
  const groups = await columnsOf(examined, groupTable);
  const findings = [
    ...missing(taskTable, TASK_COLUMNS, columns),
    ...(groups.size === 0 ? [] : missing(groupTable, GROUP_COLUMNS, groups)),
  ];
  if (groups.size === 0)
    findings.push(note('tables', `there is no table ${groupTable}: every group is unknown`, MIGRATE));
  if (findings.every(({ level }) => level !== 'error'))
    findings.push(ok('tables', `they look like django-celery-results ${releaseOf(columns, groups.size > 0)}`));
  const absent = DETAIL_COLUMNS.filter((column) => !columns.has(column));
  if (absent.length > 0)
    findings.push(note('columns', `without ${absent.join(', ')}, which v1/status/ would show`, MIGRATE));
  return { columns, hasGroups: groups.size > 0, findings };
}

const MIGRATE = 'upgrade django-celery-results and run "manage.py migrate django_celery_results"';

async function columnsOf({ knex }: Examined, table: string): Promise<ReadonlySet<string>> {
  const { name, schema } = partsOf(table);
  const query = knex(name);
  return new Set(Object.keys(await (schema === undefined ? query : query.withSchema(schema)).columnInfo()));
}

/** A table that the database does not tell of may be hidden from the user only. */
async function noTable({ knex, taskTable, location }: Examined): Promise<Finding> {
  try {
    await knex(taskTable).select('task_id').limit(0);
  } catch (error) {
    if (['42501', 'ER_TABLEACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR'].includes(codeOf(error)))
      return fault(
        'rights',
        `the user of the store URL may not read ${taskTable}`,
        `GRANT SELECT ON ${taskTable} TO …`,
      );
  }
  const others = location.kind === 'sqlite' ? 'name the file that Django uses' : 'pass --schema or --table-prefix';
  return fault(
    'tables',
    `there is no table ${taskTable}`,
    `run "manage.py migrate", or "celery-results-server migrate" where there is no Django; if the table is elsewhere, ${others}`,
  );
}

function missing(table: string, wanted: readonly string[], found: ReadonlySet<string>): Finding[] {
  const absent = wanted.filter((column) => !found.has(column));
  if (absent.length === 0) return [];
  return [
    fault('columns', `the table ${table} has no column ${absent.join(', ')}, or its user may not read it`, MIGRATE),
  ];
}

/** The columns that tell the releases apart came with their migrations 0009, 0011 and 0014. */
function releaseOf(columns: ReadonlySet<string>, hasGroups: boolean): string {
  if (columns.has('date_started')) return '2.6';
  if (columns.has('periodic_task_name')) return '2.3 to 2.5';
  return hasGroups ? '2.1 or 2.2' : '2.0';
}

/** Whether an id is looked up in an index. */
export async function checkIndexes(examined: Examined, table: string, column: string): Promise<Finding> {
  const indexes = await INDEXES[examined.location.kind](examined, table);
  const own = indexes.filter((one) => one['column_name'] === column);
  if (own.some(({ is_unique: unique }) => Boolean(Number(unique))))
    return ok('indexes', `${table}.${column} has a unique index`);
  const fix = `remove rows with the same ${column}, then CREATE UNIQUE INDEX ${partsOf(table).name}_${column}_uniq ON ${table} (${column})`;
  if (own.length > 0)
    return warning(
      'indexes',
      `the index on ${table}.${column} is not unique: which of two rows is shown is chance`,
      fix,
    );
  return fault('indexes', `there is no index on ${table}.${column}: every read scans the whole table`, fix);
}

type ReadIndexes = (examined: Examined, table: string) => Promise<readonly Row[]>;

const INDEXES: Readonly<Record<Examined['location']['kind'], ReadIndexes>> = {
  postgres: async ({ knex }, table) =>
    knex('pg_index as i')
      .join('pg_attribute as a', (on) => on.on('a.attrelid', 'i.indrelid').andOn(knex.raw('a.attnum = i.indkey[0]')))
      .whereRaw('i.indrelid = to_regclass(?) AND i.indisvalid AND i.indpred IS NULL', [quoted(table)])
      .select({ column_name: 'a.attname', is_unique: knex.raw('(i.indisunique AND i.indnkeyatts = 1)::int') }),
  mysql: async ({ knex }, table) => {
    const { name, schema } = partsOf(table);
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
