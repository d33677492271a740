import type { Knex } from 'knex';
import type { ResultStore, StoreObserver, Wish } from '../store.ts';
import type { StoreLocation } from '../store-url.ts';
import { connect, reading } from './connect.ts';
import { createDecoder, type Decoder } from './decode.ts';
import type { ReaderOptions } from './decode-worker.ts';
import { gather, type ReadMany } from './gather.ts';
import { hasVersions, isReadable, missingTable, readableColumns } from './introspect.ts';
import { type ReadRows, rowReader } from './read-rows.ts';
import { type FoundTask, type GroupRow, makeTaskRow } from './rows.ts';
import type { Source } from './source.ts';
import {
  DETAIL_COLUMNS,
  GROUP_COLUMNS,
  GROUP_TABLE,
  TASK_COLUMNS,
  TASK_TABLE,
  type TableOptions,
  tableName,
} from './tables.ts';
import { VERSION } from './versions.ts';
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
  const table = tableName(TASK_TABLE, location, options);
  const all: Source = { name: 'tasks', table, id: 'task_id', columns: TASK_COLUMNS, large: 'result' };
  const tasks: Source = { ...all, rowMaker: makeTaskRow };
  const groupTable = tableName(GROUP_TABLE, location, options);
  const groups: Source = { name: 'groups', table: groupTable, id: 'group_id', columns: GROUP_COLUMNS };
  const decoder = await createDecoder(options);
  const { timeout, observer } = options;
  const knex = connect(location, timeout === undefined ? {} : { timeout });
  if (observer) watchPool(knex, observer);
  try {
    if (!(await isReadable(knex, tasks))) throw await missingTable(knex, location.kind, tasks);
    const details = await readableColumns(knex, tasks.table, DETAIL_COLUMNS);
    const version = (await hasVersions(knex, location.kind, tasks)) ? [VERSION] : [];
    const detailed: Source = { ...all, name: 'details', columns: [...TASK_COLUMNS, ...details] };
    const versioned: Source = { ...all, name: 'versioned', columns: [...TASK_COLUMNS, ...version] };
    const versions: Source = { name: 'versions', table, id: 'task_id', columns: ['task_id', ...version] };
    const hasGroups = await isReadable(knex, groups);
    // django-celery-results 2.0 has none
    if (!hasGroups) options.warn?.(`there is no table ${groups.table}: every group is unknown`);
    const parts = { knex, readRows: rowReader(knex, location.kind), decoder };
    const sources = { tasks, detailed, versioned, versions, groups: hasGroups ? groups : undefined };
    return djangoStore(parts, sources);
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
  readonly versioned: Source;
  /** Of the same rows nothing else. */
  readonly versions: Source;
  readonly groups: Source | undefined;
}

function djangoStore({ knex, readRows, decoder }: Parts, sources: Sources): ResultStore {
  const { tasks, detailed, versioned, versions, groups } = sources;
  const readTasks = gather((ids) => reading(readRows<FoundTask>(tasks, ids)));
  const readDetailed = gather((ids) => reading(readRows<FoundTask>(detailed, ids)));
  const readVersioned = gather((ids) => reading(readRows<FoundTask>(versioned, ids)));
  const readVersions = gather((ids) => reading(readRows<{ readonly version?: string }>(versions, ids)));
  const readGroups = groups && gather((ids) => reading(readRows<GroupRow>(groups, ids)));
  const readerOf = (wish: Wish | undefined): ReadMany<FoundTask> =>
    wish === 'details' ? readDetailed : wish === 'version' ? readVersioned : readTasks;
  return {
    tasks: async (ids, wish) => decoder.tasks(ids, await readerOf(wish)(ids)),
    groups: async (ids) => (readGroups ? decoder.groups(ids, await readGroups(ids)) : new Map()),
    versions: async (ids) => {
      const rows = await readVersions(ids);
      const found = new Map<string, string>();
      for (const id of ids) {
        const version = rows.get(id)?.version;
        if (version !== undefined) found.set(id, version);
      }
      return found;
    },
    close: async () => {
      await decoder.close();
      await knex.destroy();
    },
  };
}
