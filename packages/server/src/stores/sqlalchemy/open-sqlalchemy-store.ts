import type { Knex } from 'knex';
import { StoreUnavailable } from '../../problems/errors.ts';
import { createDecoder } from '../decode/decoder.ts';
import { connectStore } from '../sql/connect-store.ts';
import { openGroups } from '../sql/group-reads.ts';
import { createTableIndex } from '../sql/index/table-index.ts';
import { columnsOf, type FoundTable, findTables, hasVersions, isReadable, readableColumns } from '../sql/introspect.ts';
import { createLayout } from '../sql/layout.ts';
import { openedTables } from '../sql/opened-tables.ts';
import { readThrough } from '../sql/read-through.ts';
import type { Dialect } from '../sql/sql-location.ts';
import { createTaskResults, type TaskResults } from '../sql/sql-results.ts';
import { refused } from '../sql/store-errors.ts';
import { type TaskSources, taskSources } from '../sql/task-sources.ts';
import { watchPool } from '../sql/watch-pool.ts';
import type { OpenedStore } from '../store.ts';
import type { StoreOptions } from '../store-kind.ts';
import type { TaskIndex } from '../task-index.ts';
import { indexTable } from './index-table.ts';
import { createToUtc } from './local-dates.ts';
import type { CeleryLocation } from './parse-url.ts';
import { storedForm, type TaskRow } from './stored-form.ts';
import {
  DETAIL_COLUMNS,
  EXTRA_COLUMNS,
  groupSource,
  NEWER_COLUMNS,
  TASK_TABLE,
  tableNames,
  taskSource,
} from './tables.ts';

/**
 * Opens the tables of Celery's SQLAlchemy backend and checks that they can be read.
 *
 * @throws StoreConfigError when the database refuses the user, the password or the database of the URL
 * @throws StoreUnavailable for a database that does not answer, and for missing tables, columns or rights
 */
export async function openSqlAlchemyStore(
  { database, schema }: CeleryLocation,
  options: StoreOptions = {},
): Promise<OpenedStore> {
  const { observer, celeryTimezone = 'UTC', warn = () => {} } = options;
  const names = tableNames(database, options, schema);
  const toUtc = createToUtc(celeryTimezone);
  const detail = (row: TaskRow): TaskRow => ({ ...row, date_done: toUtc(row.date_done) });
  const decoder = await createDecoder(storedForm, options);
  const { knex, health, lists, close } = connectStore(database, options);
  if (observer) watchPool(knex, observer);
  const closeAll = async (): Promise<void> => {
    await decoder.close();
    await close();
  };
  try {
    const dialect = database.kind;
    const shared = { knex, health, dialect, decoder };
    const look = async (): Promise<CeleryTasks> => {
      const reads = await findTaskSources(knex, dialect, names.task);
      const index = createTableIndex({
        knex: lists,
        dialect,
        table: indexTable(reads, celeryTimezone),
        groups: undefined,
      });
      return { reads, index, ...createTaskResults({ ...shared, reads, detail }) };
    };
    const first = await look().catch(refused);
    const hasGrown = (found: CeleryTasks): Promise<boolean> => hasMoreColumns(knex, names.task, found);
    const layout = createLayout(first, { look, isComplete: ({ reads }) => reads.isComplete, hasGrown });
    const groups = await openGroups({ ...shared, source: groupSource(names.group), warn });
    const reads = readThrough(layout, groups);
    return openedTables({ ...reads, knex, dialect, layout, hasVersions: first.reads.hasVersions, options, closeAll });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The table of tasks, and the reads of its rows. */
interface CeleryTasks extends TaskResults {
  readonly reads: TaskSources;
  readonly index: TaskIndex;
}

/**
 * Whether missing columns were created or granted. It only reads the catalog: a query with a missing column would log
 * an error in the database.
 */
async function hasMoreColumns(knex: Knex, table: string, { reads }: CeleryTasks): Promise<boolean> {
  const columns = await columnsOf(knex, table);
  return [...NEWER_COLUMNS, ...DETAIL_COLUMNS].some(
    (column) => columns.has(column) && !reads.detailed.columns.includes(column),
  );
}

/** Finds out which columns the task table has. They depend on the release. */
async function findTaskSources(knex: Knex, dialect: Dialect, table: string): Promise<TaskSources> {
  if (!(await isReadable(knex, taskSource(table)))) throw await missingTable(knex, dialect, table);
  const newerColumns = await readableColumns(knex, table, NEWER_COLUMNS);
  const source = taskSource(table, newerColumns);
  const detailColumns = await readableColumns(knex, table, DETAIL_COLUMNS);
  return taskSources(source, {
    detailColumns,
    extraColumns: await readableColumns(knex, table, EXTRA_COLUMNS),
    hasVersions: await hasVersions(knex, dialect, source),
    // missing columns of 5.7 do not matter: without them, Celery's answers are the same
    isComplete: detailColumns.length === DETAIL_COLUMNS.length,
  });
}

/**
 * Creates the error for a task table that does not exist. If there is one in another place, it names the options for
 * that table.
 */
async function missingTable(knex: Knex, dialect: Dialect, table: string): Promise<StoreUnavailable> {
  const [found] = await findTables(knex, dialect, TASK_TABLE);
  const advice = found
    ? `there is ${nameOf(found)}: pass ${flagsFor(found)}`
    : 'Celery creates it with the first result; ' +
      'if database_table_names has another name, pass --task-table and --group-table';
  return new StoreUnavailable(`the database has no table ${table}; ${advice}`, { failure: 'schema' });
}

function nameOf({ table, schema }: FoundTable): string {
  return typeof schema === 'string' ? `${schema}.${table}` : table;
}

function flagsFor({ table, schema }: FoundTable): string {
  const flags = [
    ...(table === TASK_TABLE ? [] : [`--task-table ${table}`]),
    ...(typeof schema === 'string' ? [`--schema ${schema}`] : []),
  ];
  return flags.join(' ');
}
