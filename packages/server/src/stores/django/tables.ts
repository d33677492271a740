import { ConfigError } from '../../errors.ts';
import type { StoreLocation } from '../store-url.ts';

/** Table names of django-celery-results and the columns that an answer depends on: those that every release since 2.0 has. */
export const TASK_TABLE = 'django_celery_results_taskresult';
export const GROUP_TABLE = 'django_celery_results_groupresult';
export const CHORD_TABLE = 'django_celery_results_chordcounter';

export const TASK_COLUMNS = ['task_id', 'status', 'result', 'meta', 'traceback', 'content_encoding'] as const;
/** Columns that an answer is complete without: some are missing in older tables. */
export const DETAIL_COLUMNS = ['task_name', 'worker', 'date_created', 'date_started', 'date_done'] as const;
/** Those of them that hold a moment. */
export const DATE_COLUMNS: ReadonlySet<string> = new Set(['date_created', 'date_started', 'date_done']);
export const GROUP_COLUMNS = ['group_id', 'result', 'content_encoding'] as const;

/** What a database speaks. */
export type Dialect = StoreLocation['kind'];

/** Where the tables are. */
export interface TableOptions {
  /** Before the tables' own names: letters, digits, `_` and `$`. Default: nothing. */
  readonly tablePrefix?: string;
  /** Schema of PostgreSQL, or database of MySQL. Default: where the URL leads. */
  readonly schema?: string;
}

/**
 * The name of a table in a query: `prefix_table` or `schema.prefix_table`.
 *
 * @throws ConfigError for names that no table can have
 */
export function tableName(table: string, location: StoreLocation, { tablePrefix = '', schema }: TableOptions): string {
  if (!/^[\w$]*$/.test(tablePrefix))
    throw new ConfigError(`the table prefix "${tablePrefix}" is not of letters, digits, _ and $`);
  if (schema === undefined) return tablePrefix + table;
  if (location.kind === 'sqlite') throw new ConfigError('a SQLite file has no schemas');
  if (!/^[\w$-]+$/.test(schema)) throw new ConfigError(`the schema "${schema}" is not of letters, digits, _, $ and -`);
  return `${schema}.${tablePrefix}${table}`;
}
