import type { Knex } from 'knex';
import { StoreUnavailable } from '../../problems/errors.ts';
import { createDecoder } from '../decode/decoder.ts';
import { connectStore } from '../sql/connect-store.ts';
import { openGroups } from '../sql/group-reads.ts';
import { createTableIndex } from '../sql/index/table-index.ts';
import {
  columnsOf,
  type FoundTable,
  findTables as findTablesByName,
  hasVersions,
  isReadable,
  readableColumns,
} from '../sql/introspect.ts';
import { createLayout } from '../sql/layout.ts';
import { openedTables } from '../sql/opened-tables.ts';
import { createPostgresSignal } from '../sql/postgres-signal.ts';
import { readThrough } from '../sql/read-through.ts';
import type { Dialect, SqlLocation } from '../sql/sql-location.ts';
import type { TaskResults } from '../sql/sql-results.ts';
import { refused } from '../sql/store-errors.ts';
import { type TaskSources, taskSources } from '../sql/task-sources.ts';
import { watchPool } from '../sql/watch-pool.ts';
import type { OpenedStore } from '../store.ts';
import type { StoreOptions } from '../store-kind.ts';
import type { TaskIndex } from '../task-index.ts';
import { createDjangoTasks, explainingGroups } from './create-results.ts';
import { indexTable } from './index-table.ts';
import { hasTriggers } from './notify.ts';
import { storedForm } from './stored-form.ts';
import {
  CHORD_TABLE,
  DETAIL_COLUMNS,
  EXTRA_COLUMNS,
  GROUP_TABLE,
  groupSource,
  notifyingTables,
  TASK_TABLE,
  tableName,
  taskSource,
} from './tables.ts';

/**
 * Opens the tables of django-celery-results and checks that they can be read.
 *
 * @throws StoreConfigError when the database refuses the user, the password or the database of the URL
 * @throws StoreUnavailable for a database that does not answer, and for missing tables, columns or rights
 */
export async function openDjangoStore(location: SqlLocation, options: StoreOptions = {}): Promise<OpenedStore> {
  const names = {
    tasks: tableName(TASK_TABLE, location, options),
    groups: tableName(GROUP_TABLE, location, options),
  };
  const { observer, serializer = 'json', warn = () => {} } = options;
  const decoder = await createDecoder(storedForm, { ...options, database: location.kind });
  const { knex, health, lists, close } = connectStore(location, options);
  if (observer) watchPool(knex, observer);
  const closeAll = async (): Promise<void> => {
    await decoder.close();
    await close();
  };
  try {
    const dialect = location.kind;
    const shared = { knex, health, dialect, decoder };
    const groupTables = { groups: names.groups, chords: tableName(CHORD_TABLE, location, options) };
    const look = async (): Promise<DjangoTasks> => {
      const tasks = await findTaskSources(knex, dialect, names.tasks);
      const index = createTableIndex({ knex: lists, dialect, table: indexTable(tasks), groups: groupTables });
      return { tasks, index, ...createDjangoTasks({ ...shared, serializer, tasks }) };
    };
    const first = await look().catch(refused);
    const hasGrown = (found: DjangoTasks): Promise<boolean> => hasMoreColumns(knex, names.tasks, found);
    const layout = createLayout(first, { look, isComplete: ({ tasks }) => tasks.isComplete, hasGrown });
    const source = groupSource(names.groups);
    const groups = explainingGroups(await openGroups({ ...shared, source, warn }), {
      knex,
      dialect,
      source,
      serializer,
    });
    const notifying = notifyingTables(location, options);
    const signal =
      location.kind === 'postgres' && (await hasTriggers(knex, notifying))
        ? { signal: createPostgresSignal({ location, tables: notifying, knex, warn }) }
        : {};
    const reads = readThrough(layout, groups);
    return openedTables({
      ...reads,
      ...signal,
      knex,
      dialect,
      layout,
      hasVersions: first.tasks.hasVersions,
      options,
      closeAll,
    });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The table of tasks, and the reads of its rows. */
interface DjangoTasks extends TaskResults {
  readonly tasks: TaskSources;
  readonly index: TaskIndex;
}

/**
 * Whether later releases of django-celery-results have added columns. It only reads the catalog: a query with a missing
 * column would log an error in the database.
 */
async function hasMoreColumns(knex: Knex, table: string, { tasks }: DjangoTasks): Promise<boolean> {
  const columns = await columnsOf(knex, table);
  return DETAIL_COLUMNS.some((column) => columns.has(column) && !tasks.detailed.columns.includes(column));
}

/** Finds out which columns the task table has. */
async function findTaskSources(knex: Knex, dialect: Dialect, table: string): Promise<TaskSources> {
  const source = taskSource(table);
  if (!(await isReadable(knex, source))) throw await missingTable(knex, dialect, table);
  const detailColumns = await readableColumns(knex, table, DETAIL_COLUMNS);
  return taskSources(source, {
    detailColumns,
    extraColumns: await readableColumns(knex, table, EXTRA_COLUMNS),
    hasVersions: await hasVersions(knex, dialect, source),
    isComplete: detailColumns.length === DETAIL_COLUMNS.length,
  });
}

/**
 * Creates the error for a task table that does not exist. If there is one in another place, it names the options for
 * that table.
 */
async function missingTable(knex: Knex, dialect: Dialect, table: string): Promise<StoreUnavailable> {
  const [found] = await findTablesByName(knex, dialect, TASK_TABLE);
  const advice = found
    ? `there is ${found.table}: pass ${flagsFor(found)}`
    : 'Django\'s migrate creates it, or "celery-results-server migrate" in a database without Django';
  return new StoreUnavailable(`the database has no table ${table}; ${advice}`, { failure: 'schema' });
}

function flagsFor({ table, schema }: FoundTable): string {
  const prefix = `--table-prefix "${table.slice(0, -TASK_TABLE.length)}"`;
  return typeof schema === 'string' ? `${prefix} --schema ${schema}` : prefix;
}
