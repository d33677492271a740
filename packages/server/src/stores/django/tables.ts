import { ConfigError } from '../../problems/errors.ts';
import type { NotifyingTable } from '../sql/notify-trigger.ts';
import { LARGE_SIZE, type RowMaker, type RowSource } from '../sql/row-source.ts';
import type { SqlLocation } from '../sql/sql-location.ts';
import type { VersionColumns } from '../sql/versions.ts';
import type { TableOptions } from '../store-kind.ts';

/** Names of tables of django-celery-results, and the columns that answers need. Every release since 2.0 has them. */
export const TASK_TABLE = 'django_celery_results_taskresult';
export const GROUP_TABLE = 'django_celery_results_groupresult';
export const CHORD_TABLE = 'django_celery_results_chordcounter';

export const TASK_COLUMNS = ['task_id', 'status', 'result', 'meta', 'traceback', 'content_encoding'] as const;
/** Columns with details, which Django's answers do not need. Older tables lack some of them. */
export const DETAIL_COLUMNS = ['task_name', 'worker', 'date_created', 'date_started', 'date_done'] as const;
/** Columns that only a full read of a task and the list need. Older tables lack some of them. */
export const EXTRA_COLUMNS = ['periodic_task_name', 'task_args', 'task_kwargs', 'content_type'] as const;
export const GROUP_COLUMNS = ['group_id', 'result', 'content_encoding'] as const;

const DATE_COLUMNS: ReadonlySet<string> = new Set(['date_created', 'date_started', 'date_done']);

/** django-celery-results sets this date by SQL's Now(), and the other dates by Python's clock in UTC. */
export const SESSION_DATES: ReadonlySet<string> = new Set(['date_started']);

const VERSION_COLUMNS: VersionColumns = {
  plain: ['status', 'content_encoding', 'date_done'],
  hashed: ['result', 'meta', 'traceback'],
  large: 'result',
};

const COMMON_ENCODING = 'utf-8';
const COMMON_META = '{"children": []}';
const COMMON_VALUES: ReadonlyMap<string, string> = new Map([
  ['content_encoding', COMMON_ENCODING],
  ['meta', COMMON_META],
]);

/**
 * The name of a table in a query: `prefix_table` or `schema.prefix_table`.
 *
 * @throws ConfigError for names that no table can have
 */
export function tableName(table: string, location: SqlLocation, { tablePrefix = '', schema }: TableOptions): string {
  if (!/^[\w$]*$/.test(tablePrefix))
    throw new ConfigError(`the table prefix "${tablePrefix}" has other characters than letters, digits, _ and $`);
  if (schema === undefined) return tablePrefix + table;
  if (location.kind === 'sqlite') throw new ConfigError('a SQLite file has no schemas');
  if (!/^[\w$-]+$/.test(schema))
    throw new ConfigError(`the schema "${schema}" has other characters than letters, digits, _, $ and -`);
  return `${schema}.${tablePrefix}${table}`;
}

/** The tables whose changes triggers report. */
export function notifyingTables(location: SqlLocation, options: TableOptions): readonly NotifyingTable[] {
  return [
    { table: tableName(TASK_TABLE, location, options), id: 'task_id' },
    { table: tableName(GROUP_TABLE, location, options), id: 'group_id' },
  ];
}

/** The columns that every answer needs. */
export function taskSource(table: string): RowSource {
  return {
    name: 'tasks',
    table,
    id: 'task_id',
    columns: TASK_COLUMNS,
    dates: DATE_COLUMNS,
    sessionDates: SESSION_DATES,
    version: VERSION_COLUMNS,
    large: 'result',
    texts: ['traceback'],
    commonValues: COMMON_VALUES,
    rowMaker: makeTaskRow,
  };
}

/** The content types of rows, for messages about rows that cannot be decoded. */
export function contentTypeSource(source: RowSource): RowSource {
  const columns = [source.id, 'content_type'];
  return { ...source, name: `types of ${source.name}`, columns, large: undefined, rowMaker: undefined };
}

export function groupSource(table: string): RowSource {
  return {
    ...taskSource(table),
    name: 'groups',
    id: 'group_id',
    columns: GROUP_COLUMNS,
    large: undefined,
    rowMaker: undefined,
  };
}

/**
 * Fast path: creating an object literal with fixed names is several times faster than with names in variables. It is
 * one of the changes that together save 12 % of a group of 100 (bench/README.md). The plain version is `makeRowByName`.
 */
export const makeTaskRow: RowMaker = (names) => {
  const at = (name: string): number => names.indexOf(name);
  const [id, status, result, meta] = [at('task_id'), at('status'), at('result'), at('meta')];
  const [traceback, encoding, size] = [at('traceback'), at('content_encoding'), at(LARGE_SIZE)];
  return (values) =>
    ({
      task_id: values[id],
      status: values[status],
      result: values[result],
      meta: values[meta] ?? COMMON_META,
      traceback: values[traceback],
      content_encoding: values[encoding] ?? COMMON_ENCODING,
      [LARGE_SIZE]: values[size],
    }) satisfies Record<(typeof TASK_COLUMNS)[number] | typeof LARGE_SIZE, unknown>;
};
