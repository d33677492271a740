import type { Knex } from 'knex';
import type { ResultStore, StoreObserver } from '../store.ts';
import type { StoreLocation } from '../store-url.ts';
import { connect, unavailable } from './connect.ts';
import { createDecoder, type Decoder } from './decode.ts';
import type { ReaderOptions } from './decode-worker.ts';
import { gather } from './gather.ts';
import { isReadable, missingTable, readableColumns } from './introspect.ts';
import { type ReadRows, rowReader, type Source } from './read-rows.ts';
import type { GroupRow, TaskRow } from './rows.ts';
import {
  DETAIL_COLUMNS,
  GROUP_COLUMNS,
  GROUP_TABLE,
  TASK_COLUMNS,
  TASK_TABLE,
  type TableOptions,
  tableName,
} from './tables.ts';
import { watchPool } from './watch-pool.ts';

/**
 * How a store reads what it finds. `exceptionClasses` are those of your own project that Django would know, or the path of an ES module
 * that exports them by default: large rows are read in a thread, which functions can only be named to.
 */
export interface StoreOptions extends ReaderOptions, TableOptions {
  /** Milliseconds to wait for a free connection, and again for a statement. Default 2,000. */
  readonly timeout?: number;
  /** Told how the connections are doing. Default: nobody is. */
  readonly observer?: StoreObserver;
  /** Told what an operator should know. Default: nobody is. */
  readonly warn?: (message: string) => void;
}

/**
 * Opens the tables of django-celery-results and checks that they can be read.
 *
 * @throws ConfigError for missing tables or columns; StoreUnavailable for a database that does not answer
 */
export async function openDjangoStore(location: StoreLocation, options: StoreOptions = {}): Promise<ResultStore> {
  const tasks: Source = { table: tableName(TASK_TABLE, location, options), id: 'task_id', columns: TASK_COLUMNS };
  const groups: Source = { table: tableName(GROUP_TABLE, location, options), id: 'group_id', columns: GROUP_COLUMNS };
  const decoder = await createDecoder(options);
  const { timeout, observer } = options;
  const knex = connect(location, timeout === undefined ? {} : { timeout });
  if (observer) watchPool(knex, observer);
  try {
    if (!(await isReadable(knex, tasks))) throw await missingTable(knex, location.kind, tasks);
    const details = await readableColumns(knex, tasks.table, DETAIL_COLUMNS);
    const detailed: Source = { ...tasks, columns: [...TASK_COLUMNS, ...details] };
    const hasGroups = await isReadable(knex, groups);
    // django-celery-results 2.0 has none
    if (!hasGroups) options.warn?.(`there is no table ${groups.table}: every group is unknown`);
    const parts = { knex, readRows: rowReader(knex, location.kind), decoder };
    return djangoStore(parts, { tasks, detailed, groups: hasGroups ? groups : undefined });
  } catch (error) {
    await knex.destroy();
    throw error;
  }
}

interface Parts {
  readonly knex: Knex;
  readonly readRows: ReadRows;
  readonly decoder: Decoder;
}

interface Sources {
  readonly tasks: Source;
  /** The same rows with more columns. */
  readonly detailed: Source;
  readonly groups: Source | undefined;
}

function djangoStore({ knex, readRows, decoder }: Parts, { tasks, detailed, groups }: Sources): ResultStore {
  const readTasks = gather((ids) => readRows<TaskRow>(tasks, ids));
  const readDetailed = gather((ids) => readRows<TaskRow>(detailed, ids));
  const readGroups = groups && gather((ids) => readRows<GroupRow>(groups, ids));
  return {
    tasks: async (ids, { details } = { details: false }) =>
      decoder.tasks(own(ids, await answered((details ? readDetailed : readTasks)(ids)))),
    groups: async (ids) => (readGroups ? decoder.groups(own(ids, await answered(readGroups(ids)))) : new Map()),
    close: async () => {
      await decoder.close();
      await knex.destroy();
    },
  };
}

/** Of the rows of a gathered query those that were asked for here. */
function own<Row>(ids: readonly string[], rows: ReadonlyMap<string, Row>): ReadonlyMap<string, Row> {
  const mine = new Map<string, Row>();
  for (const id of ids) {
    const row = rows.get(id);
    if (row) mine.set(id, row);
  }
  return mine;
}

async function answered<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw unavailable(error);
  }
}
