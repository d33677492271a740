import { error, type Finding, note, ok } from '../../finding.ts';
import { failureOf } from '../../sql/errors/failure-of.ts';
import { columnsOf } from '../../sql/introspect.ts';
import { DETAIL_COLUMNS, GROUP_COLUMNS, TASK_COLUMNS } from '../tables.ts';
import type { DoctorContext } from './context.ts';

/** The result of the check of the tables. */
export interface TableCheck {
  readonly findings: readonly Finding[];
  /** Columns of the task table. Empty if the table does not exist. */
  readonly columns: ReadonlySet<string>;
  readonly hasGroups: boolean;
}

/**
 * Checks that the tables and their columns exist, and finds out which release of django-celery-results created them.
 */
export async function checkTables(context: DoctorContext): Promise<TableCheck> {
  const { taskTable, groupTable } = context;
  const columns = await columnsOf(context.knex, taskTable);
  if (columns.size === 0) return { columns, hasGroups: false, findings: [await noTable(context)] };
  const groups = await columnsOf(context.knex, groupTable);
  const findings = [
    ...missing(taskTable, TASK_COLUMNS, columns),
    ...(groups.size === 0 ? [] : missing(groupTable, GROUP_COLUMNS, groups)),
  ];
  if (groups.size === 0)
    findings.push(note('tables', `there is no table ${groupTable}: every group is unknown`, MIGRATE));
  if (findings.every(({ level }) => level !== 'error'))
    findings.push(ok('tables', `they look like django-celery-results ${releaseOf(columns, groups.size > 0)}`));
  if (columns.has('hidden'))
    findings.push(
      note(
        'tables',
        `${taskTable} is a table of djcelery or django-celery-results 1: it has the column hidden`,
        MIGRATE,
      ),
    );
  const absent = DETAIL_COLUMNS.filter((column) => !columns.has(column));
  if (absent.length > 0)
    findings.push(note('columns', `without ${absent.join(', ')}, which v1/status/ would show`, MIGRATE));
  return { columns, hasGroups: groups.size > 0, findings };
}

const MIGRATE = 'upgrade django-celery-results and run "manage.py migrate django_celery_results"';

/** The finding for a missing table. The table may exist, but be hidden from this user. */
async function noTable({ knex, taskTable, location }: DoctorContext): Promise<Finding> {
  try {
    await knex(taskTable).select('task_id').limit(0);
  } catch (cause) {
    if (failureOf(cause) === 'rights')
      return error(
        'rights',
        `the user of the store URL may not read ${taskTable}`,
        `GRANT SELECT ON ${taskTable} TO …`,
      );
  }
  const others = location.kind === 'sqlite' ? 'name the file that Django uses' : 'pass --schema or --table-prefix';
  return error(
    'tables',
    `there is no table ${taskTable}`,
    'run "manage.py migrate", or "celery-results-server migrate" if there is no Django; ' +
      `if the table is elsewhere, ${others}`,
  );
}

function missing(table: string, wanted: readonly string[], found: ReadonlySet<string>): Finding[] {
  const absent = wanted.filter((column) => !found.has(column));
  if (absent.length === 0) return [];
  return [
    error('columns', `the table ${table} has no column ${absent.join(', ')}, or its user may not read it`, MIGRATE),
  ];
}

/** Guesses the release from the columns that the migrations 0009, 0011 and 0014 added. */
function releaseOf(columns: ReadonlySet<string>, hasGroups: boolean): string {
  if (columns.has('date_started')) return '2.6';
  if (columns.has('periodic_task_name')) return '2.3 to 2.5';
  return hasGroups ? '2.1 or 2.2' : '2.0';
}
