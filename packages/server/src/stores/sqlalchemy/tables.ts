import { ConfigError } from '../../problems/errors.ts';
import type { RowSource } from '../sql/row-source.ts';
import type { SqlLocation } from '../sql/sql-location.ts';
import type { VersionColumns } from '../sql/versions.ts';
import type { TableOptions } from '../store-kind.ts';

/** The names that Celery gives its tables by default. */
export const TASK_TABLE = 'celery_taskmeta';
export const GROUP_TABLE = 'celery_tasksetmeta';

/** The columns that answers need: every release since 5.2 has them. Celery 5.7 adds others to a table as it starts. */
export const TASK_COLUMNS = ['task_id', 'status', 'result', 'traceback'] as const;
/** Columns since 5.7. Answers need those of them that a table has. */
export const NEWER_COLUMNS = ['children'] as const;
/** Columns that answers are complete without. */
export const DETAIL_COLUMNS = ['name', 'worker', 'date_done'] as const;
/** Columns that only an examined task has. Celery fills them with `result_extended`. */
export const EXTRA_COLUMNS = ['args', 'kwargs', 'retries', 'queue'] as const;
export const GROUP_COLUMNS = ['taskset_id', 'result'] as const;

/** Both tables, as queries name them: `schema.table`. */
export interface TableNames {
  readonly task: string;
  readonly group: string;
}

/**
 * The names of the tables.
 *
 * @param schema the schema of the URL, where it names one
 * @throws ConfigError for names that no table can have
 */
export function tableNames(location: SqlLocation, options: TableOptions, schema?: string): TableNames {
  const { tablePrefix = '', taskTable = TASK_TABLE, groupTable = GROUP_TABLE } = options;
  if (tablePrefix !== '')
    throw new ConfigError("Celery's own tables have no prefix: name them with --task-table and --group-table");
  const every = options.schema ?? schema;
  return {
    task: qualified(location, taskTable, options.taskSchema ?? every),
    group: qualified(location, groupTable, options.groupSchema ?? every),
  };
}

function qualified(location: SqlLocation, table: string, schema: string | undefined): string {
  if (!/^[\w$-]+$/.test(table))
    throw new ConfigError(`the table "${table}" has other characters than letters, digits, _, $ and -`);
  if (schema === undefined) return table;
  if (location.kind === 'sqlite') throw new ConfigError('a SQLite file has no schemas');
  if (!/^[\w$-]+$/.test(schema))
    throw new ConfigError(`the schema "${schema}" has other characters than letters, digits, _, $ and -`);
  return `${schema}.${table}`;
}

/** The read that every answer needs. */
export function taskSource(table: string, newerColumns: readonly string[] = []): RowSource {
  return {
    name: 'tasks',
    table,
    id: 'task_id',
    columns: [...TASK_COLUMNS, ...newerColumns],
    dates: new Set(['date_done']),
    hasLocalDates: true,
    version: versionColumns(newerColumns),
    large: 'result',
    isBinary: true,
    texts: ['traceback'],
    commonValues: new Map(),
    rowMaker: undefined,
  };
}

/** All of them may be NULL, and MySQL keeps whole seconds of a date: the checksum of the result tells more. */
function versionColumns(newerColumns: readonly string[]): VersionColumns {
  return { plain: [], hashed: ['status', 'date_done', 'result', 'traceback', ...newerColumns], large: 'result' };
}

export function groupSource(table: string): RowSource {
  return { ...taskSource(table), name: 'groups', id: 'taskset_id', columns: GROUP_COLUMNS, large: undefined };
}
