import { ConfigError } from '../../problems/errors.ts';
import type { RowSource } from '../sql/row-source.ts';
import type { SqlLocation } from '../sql/sql-location.ts';
import type { VersionColumns } from '../sql/versions.ts';
import type { TableOptions } from '../store-kind.ts';

/** The default names of Celery's tables. */
export const TASK_TABLE = 'celery_taskmeta';
export const GROUP_TABLE = 'celery_tasksetmeta';

/** The columns that answers need. Every release since 5.2 has them. Celery 5.7 adds further columns when it starts. */
export const TASK_COLUMNS = ['task_id', 'status', 'result', 'traceback'] as const;
/** Columns since 5.7. Answers use them if the table has them. */
export const NEWER_COLUMNS = ['children'] as const;
/** Columns with details, which Django's answers do not need. */
export const DETAIL_COLUMNS = ['name', 'worker', 'date_done'] as const;
/** Columns that only a full read of a task needs. Celery fills them if `result_extended` is set. */
export const EXTRA_COLUMNS = ['args', 'kwargs', 'retries', 'queue'] as const;
export const GROUP_COLUMNS = ['taskset_id', 'result'] as const;

/** The names of both tables in queries: `schema.table`. */
export interface TableNames {
  readonly task: string;
  readonly group: string;
}

/**
 * Returns the names of the tables.
 *
 * @param schema the schema of the URL, if it names one
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

/** The columns that every answer needs. */
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

/**
 * The columns of a version. All of them may be NULL, and MySQL stores only whole seconds of a date. So the checksum of
 * the result is included.
 */
function versionColumns(newerColumns: readonly string[]): VersionColumns {
  return { plain: [], hashed: ['status', 'date_done', 'result', 'traceback', ...newerColumns], large: 'result' };
}

export function groupSource(table: string): RowSource {
  return { ...taskSource(table), name: 'groups', id: 'taskset_id', columns: GROUP_COLUMNS, large: undefined };
}
