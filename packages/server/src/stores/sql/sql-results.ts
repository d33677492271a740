import type { Knex } from 'knex';
import { createBatchLoader } from '../batch-loader.ts';
import type { Decoder } from '../decode/decoder.ts';
import type { FullRowLoader } from '../decode/large-reads.ts';
import { STORED_ID, type StoredRow } from '../decode/stored-form.ts';
import type { Include, ReadLimits, ResultStore } from '../store.ts';
import { createFullRowLoader } from './read-large.ts';
import { createRowReader, type ReadRows } from './read-rows.ts';
import type { RowSource } from './row-source.ts';
import type { Dialect } from './sql-location.ts';
import { orUnavailable } from './store-errors.ts';

/** The reads of a table of tasks. All select the same rows, with other columns. */
export interface TaskReads {
  readonly tasks: RowSource;
  readonly detailed: RowSource;
  readonly versioned: RowSource;
  readonly versions: RowSource;
  readonly full: RowSource;
}

export interface SqlTasks<TaskRow extends object, GroupRow extends object> {
  readonly knex: Knex;
  /** The connection for health checks only. */
  readonly health: Knex;
  readonly dialect: Dialect;
  readonly decoder: Decoder<TaskRow, GroupRow>;
  readonly reads: TaskReads;
  /** Completes a row that was read with details. Default: the row is not changed. */
  readonly detail?: (row: TaskRow) => TaskRow;
}

/** The reads of a table of tasks. */
export interface TaskResults {
  readonly results: Pick<ResultStore, 'tasks' | 'versions'>;
  /** Reads every column that requests read, to check that they are readable. */
  check(): Promise<void>;
}

interface VersionRow extends StoredRow {
  readonly version?: string;
}

/** An id that no task and no group has. */
export const HEALTH_ID = 'readyz';

/** Creates the reads of a SQL table of tasks: rows in batches, large results with separate queries, then decoded. */
export function createTaskResults<TaskRow extends object, GroupRow extends object>(
  parts: SqlTasks<TaskRow, GroupRow>,
): TaskResults {
  const { knex, health, dialect, decoder, reads, detail } = parts;
  const readRows = createRowReader(knex, dialect);
  const readHealth = createRowReader(health, dialect);
  const shared = { knex, dialect, readRows, decoder };
  const readTasks = createTaskReader({ ...shared, source: reads.tasks });
  const readers: Readonly<Record<Include, ReadTasks>> = {
    details: createTaskReader({ ...shared, source: reads.detailed, complete: detail }),
    version: createTaskReader({ ...shared, source: reads.versioned }),
    full: createTaskReader({ ...shared, source: reads.full, complete: detail }),
  };
  const loadVersions = createBatchLoader((ids) => orUnavailable(readRows<VersionRow>(reads.versions, ids)));
  const results: TaskResults['results'] = {
    tasks: (ids, include, limits) => (include === undefined ? readTasks(ids, limits) : readers[include](ids, limits)),
    versions: async (ids) => {
      const rows = await loadVersions(ids);
      const versions = new Map<string, string>();
      for (const id of ids) {
        const row = rows.get(id);
        // only exact ids have a version: the next read of another spelling may find a different row
        if (typeof row?.version === 'string' && row[STORED_ID] === undefined) versions.set(id, row.version);
      }
      return versions;
    },
  };
  const check = async (): Promise<void> => {
    await orUnavailable(readHealth(reads.detailed, [HEALTH_ID]));
  };
  return { results, check };
}

type ReadTasks = (ids: readonly string[], limits?: ReadLimits) => ReturnType<ResultStore['tasks']>;

interface TaskReaderParts<TaskRow extends object, GroupRow extends object> {
  readonly knex: Knex;
  readonly dialect: Dialect;
  readonly readRows: ReadRows;
  readonly decoder: Decoder<TaskRow, GroupRow>;
  readonly source: RowSource;
  readonly complete?: ((row: TaskRow) => TaskRow) | undefined;
}

function createTaskReader<TaskRow extends object, GroupRow extends object>(
  parts: TaskReaderParts<TaskRow, GroupRow>,
): ReadTasks {
  const { knex, dialect, readRows, decoder, source, complete } = parts;
  const load = createBatchLoader(async (ids) => {
    const rows = await orUnavailable(readRows<TaskRow>(source, ids));
    return complete ? new Map([...rows].map(([id, row]) => [id, complete(row)])) : rows;
  });
  const fullRows = completing(createFullRowLoader<TaskRow>(knex, dialect, source), complete);
  return async (ids, limits) => decoder.tasks(ids, await load(ids), fullRows, limits);
}

/** Creates a loader that completes the rows of another loader. */
function completing<Row extends object>(
  loader: FullRowLoader<Row>,
  complete: ((row: Row) => Row) | undefined,
): FullRowLoader<Row> {
  if (!complete) return loader;
  return {
    ...loader,
    load: async (rows) => (await loader.load(rows)).map((row) => row && complete(row)),
  };
}
