import { error, type Finding, note, ok } from '../../finding.ts';
import { findTables } from '../../sql/introspect.ts';
import { parseTableName } from '../../sql/parse-table-name.ts';
import { codeOf } from '../../sql/store-errors.ts';
import { DETAIL_COLUMNS, GROUP_COLUMNS, GROUP_TABLE, TASK_COLUMNS, TASK_TABLE } from '../tables.ts';
import type { DoctorContext } from './context.ts';

/** The result of the check of the tables. */
export interface TableCheck {
  readonly findings: readonly Finding[];
  /** Columns of the task table. Empty if the table does not exist. */
  readonly columns: ReadonlySet<string>;
  readonly hasGroups: boolean;
}

/** Checks that the tables and their columns exist, and finds out which release of Celery created them. */
export async function checkTables(context: DoctorContext): Promise<TableCheck> {
  const { task, group } = context.tables;
  const columns = await columnsOf(context, task);
  if (columns.size === 0) return { columns, hasGroups: false, findings: [await noTable(context)] };
  const groups = await columnsOf(context, group);
  const hasGroups = groups.size > 0;
  const findings = [
    ...missing(task, TASK_COLUMNS, columns),
    ...(hasGroups ? missing(group, GROUP_COLUMNS, groups) : [await noGroups(context)]),
  ];
  if (findings.every(({ level }) => level !== 'error'))
    findings.push(ok('tables', `they look like those of Celery ${columns.has('children') ? '5.7' : '5.2 to 5.6'}`));
  const absent = DETAIL_COLUMNS.filter((column) => !columns.has(column));
  if (absent.length > 0)
    findings.push(
      note(
        'columns',
        `without ${absent.join(', ')}, which v1/status/ would show`,
        `add the columns as result_extended of Celery has them, and GRANT SELECT on ${task}`,
      ),
    );
  return { columns, hasGroups, findings };
}

async function columnsOf({ knex }: DoctorContext, table: string): Promise<ReadonlySet<string>> {
  const { name, schema } = parseTableName(table);
  const query = knex(name);
  return new Set(Object.keys(await (schema === undefined ? query : query.withSchema(schema)).columnInfo()));
}

/** The finding for a missing table. The table may exist, but be hidden from this user. */
async function noTable(context: DoctorContext): Promise<Finding> {
  const { knex, location, tables } = context;
  if (await isDenied(context, tables.task))
    return error(
      'rights',
      `the user of the store URL may not read ${tables.task}`,
      `GRANT SELECT ON ${tables.task} TO …`,
    );
  const [found] = await findTables(knex, location.kind, TASK_TABLE);
  const more = typeof found?.schema === 'string' ? ` and --schema ${found.schema}` : '';
  const fix = found
    ? `pass --task-table ${found.table}${more}`
    : "run a task, since Celery creates its tables with the first result; if Celery's database_table_names or " +
      'database_table_schemas is set, pass --task-table, --group-table, --task-schema and --group-schema';
  return error('tables', `there is no table ${tables.task}`, fix);
}

async function noGroups(context: DoctorContext): Promise<Finding> {
  const { knex, location, tables } = context;
  if (await isDenied(context, tables.group))
    return error(
      'rights',
      `the user of the store URL may not read ${tables.group}: every group is unknown`,
      `GRANT SELECT ON ${tables.group} TO …`,
    );
  const [found] = await findTables(knex, location.kind, GROUP_TABLE);
  const more = typeof found?.schema === 'string' ? ` and --group-schema ${found.schema}` : '';
  const fix = found
    ? `pass --group-table ${found.table}${more}`
    : "pass --group-table and --group-schema as Celery's database_table_names and database_table_schemas have them";
  return note('tables', `there is no table ${tables.group}: every group is unknown`, fix);
}

async function isDenied({ knex }: DoctorContext, table: string): Promise<boolean> {
  try {
    await knex(table).select(knex.raw('1')).limit(0);
    return false;
  } catch (cause) {
    return ['42501', 'ER_TABLEACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR'].includes(codeOf(cause));
  }
}

function missing(table: string, wanted: readonly string[], found: ReadonlySet<string>): Finding[] {
  const absent = wanted.filter((column) => !found.has(column));
  if (absent.length === 0) return [];
  return [
    error(
      'columns',
      `the table ${table} has no column ${absent.join(', ')}, or its user may not read it`,
      'name the table of Celery 5.2 or newer, and GRANT SELECT on all of its columns',
    ),
  ];
}
