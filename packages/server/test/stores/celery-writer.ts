import { type SchemaRelease, schemaSql } from '@celery-results/conformance';
import type { TestDatabase } from '@celery-results/testing';
import { groupResult } from './django-rows.ts';
import type { StoreWriter } from './store-writer.ts';

/** A row of `celery_taskmeta`. Columns that are left out have the values of a worker without `result_extended`. */
export interface CeleryColumns {
  readonly status?: string | null;
  readonly result?: Uint8Array | string | null;
  readonly traceback?: string | null;
  readonly children?: Uint8Array | null;
  readonly date_done?: string | null;
  readonly name?: string | null;
  readonly worker?: string | null;
}

const SCHEMA = { sqlite: 'sqlite', postgres: 'postgresql', mariadb: 'mariadb' } as const;

type Executor = Pick<TestDatabase, 'execute'>;

/** Creates Celery's own tables, as Celery does. */
export async function makeCeleryTables(
  database: TestDatabase,
  release: SchemaRelease = 'sqlalchemy-5.7',
): Promise<void> {
  await database.execute(await schemaSql(SCHEMA[database.kind], release));
}

/** The URL of SQLAlchemy for the drivers that the tests install. */
export function resultBackend({ kind, url }: TestDatabase): string {
  const driver = { sqlite: 'sqlite', postgres: 'postgresql+psycopg2', mariadb: 'mysql+pymysql' }[kind];
  return `db+${driver}${url.slice(url.indexOf('://'))}`;
}

/** Replaces the row of a task. */
export async function writeCeleryTask(
  database: Executor,
  id: string,
  columns: CeleryColumns = {},
  table = 'celery_taskmeta',
): Promise<void> {
  await database.execute(`DELETE FROM ${table} WHERE task_id = ?`, [id]);
  await insert(database, table, {
    task_id: id,
    status: 'SUCCESS',
    result: 'null',
    date_done: '2026-01-02 03:04:05.678901',
    ...columns,
  });
}

/** Inserts the row of a group. */
export async function writeCeleryGroup(
  database: Executor,
  id: string,
  result: Uint8Array | string | null,
  table = 'celery_tasksetmeta',
): Promise<void> {
  await insert(database, table, { taskset_id: id, result });
}

let key = 0;

async function insert(
  database: Executor,
  table: string,
  row: Readonly<Record<string, Uint8Array | string | null>>,
): Promise<void> {
  key += 1;
  const names = ['id', ...Object.keys(row)];
  // the column is binary, and SQLite would store a text as one
  const values = Object.entries(row).map(([name, value]) =>
    name === 'result' && typeof value === 'string' ? Buffer.from(value) : value,
  );
  await database.execute(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, [
    key,
    ...values,
  ]);
}

/** A writer for Celery's own tables, which stores what Celery 5.7 stores with the serializer json. */
export function createCeleryWriter(database: TestDatabase): StoreWriter {
  return {
    write: async (id, { state = 'SUCCESS', result = 'null', traceback = null, name = null, worker = null } = {}) => {
      await writeCeleryTask(database, id, { status: state, result, traceback, name, worker });
    },
    writeGroup: (id, members) => writeCeleryGroup(database, id, groupResult(id, members)),
    remove: (id) => database.execute('DELETE FROM celery_taskmeta WHERE task_id = ?', [id]),
    close: () => database.close(),
  };
}
