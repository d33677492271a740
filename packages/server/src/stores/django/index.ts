import type { Knex } from 'knex';
import { type Codec, createCodec } from '../../codecs/codec.ts';
import type { ExceptionClasses } from '../../codecs/exceptions/classes.ts';
import { ConfigError } from '../../errors.ts';
import type { GroupRecord, TaskRecord } from '../record.ts';
import type { ResultStore } from '../store.ts';
import type { StoreLocation } from '../store-url.ts';
import { connect, unavailable } from './connect.ts';
import { GROUPS, type ReadRows, rowReader, type Source, TASKS } from './read-rows.ts';
import { type GroupRow, type TaskRow, toGroupRecord, toTaskRecord } from './rows.ts';

/** How a store reads what it finds. */
export interface StoreOptions {
  /** Exception classes of your own project that Django would know: see {@link ExceptionClasses}. */
  readonly exceptionClasses?: ExceptionClasses;
}

/**
 * Opens the tables of django-celery-results and checks that they can be read.
 *
 * @throws ConfigError for missing tables or columns; StoreUnavailable for a database that does not answer
 */
export async function openDjangoStore(location: StoreLocation, options: StoreOptions = {}): Promise<ResultStore> {
  const knex = connect(location);
  const codec = createCodec(options);
  try {
    await checkTable(knex, TASKS);
    await checkTable(knex, GROUPS);
  } catch (error) {
    await knex.destroy();
    throw error;
  }
  return djangoStore(knex, rowReader(knex, location.kind), codec);
}

function djangoStore(knex: Knex, readRows: ReadRows, codec: Codec): ResultStore {
  return {
    tasks: async (ids) => {
      const rows = await answered(readRows<TaskRow>(TASKS, ids));
      return new Map<string, TaskRecord>([...rows].map(([id, row]) => [id, toTaskRecord(row, codec)]));
    },
    groups: async (ids) => {
      const records = new Map<string, GroupRecord>();
      for (const [id, row] of await answered(readRows<GroupRow>(GROUPS, ids))) {
        const record = toGroupRecord(row, codec);
        if (record) records.set(id, record);
      }
      return records;
    },
    close: () => knex.destroy(),
  };
}

async function checkTable(knex: Knex, { table, columns }: Source): Promise<void> {
  const found = await answered(knex(table).columnInfo());
  const missing = columns.filter((column) => !Object.hasOwn(found, column));
  if (missing.length === columns.length)
    throw new ConfigError(
      `the database has no table ${table}; Django's migrate makes it, or "celery-results-server migrate" in a database without Django`,
    );
  if (missing.length > 0) throw new ConfigError(`the table ${table} has no column ${missing.join(', ')}`);
}

async function answered<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw unavailable(error);
  }
}
