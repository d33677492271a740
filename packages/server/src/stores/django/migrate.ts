import type { Knex } from 'knex';
import type { StoreLocation } from '../store-url.ts';
import { connect, unavailable } from './connect.ts';
import { CHORD_TABLE, GROUP_TABLE, TASK_TABLE, type TableOptions, tableName } from './tables.ts';

/**
 * Creates the tables of django-celery-results 2.6 that a database lacks, as Django's migrations leave them; a SQLite file is made
 * too. Tables that are there are not touched.
 *
 * @returns the names of the tables that were made
 * @throws StoreUnavailable when the database does not answer
 */
export async function migrateDjangoTables(
  location: StoreLocation,
  options: TableOptions = {},
): Promise<readonly string[]> {
  const { tablePrefix = '', schema } = options;
  const names = TABLES.map(([table]) => tableName(table, location, options));
  const knex = connect(location, { write: true });
  const builder = (): Knex.SchemaBuilder => (schema === undefined ? knex.schema : knex.schema.withSchema(schema));
  try {
    const made: string[] = [];
    for (const [index, [table, define]] of TABLES.entries()) {
      const prefixed = tablePrefix + table;
      if (await builder().hasTable(prefixed)) continue;
      await builder().createTable(prefixed, (columns) => define(columns, tablePrefix, knex));
      const name = names[index] ?? prefixed;
      if (location.kind === 'postgres') await addLikeIndex(knex, name, table, tablePrefix);
      made.push(name);
    }
    return made;
  } catch (error) {
    throw unavailable(error);
  } finally {
    await knex.destroy();
  }
}

/** Index names are their schema's, so that the prefix goes before them too. */
type Define = (table: Knex.CreateTableBuilder, prefix: string, knex: Knex) => void;

const TABLES: readonly (readonly [string, Define])[] = [
  [TASK_TABLE, defineTasks],
  [GROUP_TABLE, defineGroups],
  [CHORD_TABLE, defineChords],
];

/** Column types and index names are Django's: conformance/schema. */
function defineTasks(table: Knex.CreateTableBuilder, prefix: string): void {
  table.increments('id');
  table.string('task_id', 255).notNullable().unique();
  table.string('status', 50).notNullable();
  encoding(table);
  table.text('result', 'longtext');
  dates(table, ['date_done']);
  table.text('traceback', 'longtext');
  table.text('meta', 'longtext');
  table.text('task_args', 'longtext');
  table.text('task_kwargs', 'longtext');
  table.string('task_name', 255);
  table.string('worker', 100);
  dates(table, ['date_created']);
  table.string('periodic_task_name', 255);
  table.datetime('date_started', { precision: 6 }).nullable();
  const indexes = {
    task_name: 'task_na_08aec9',
    status: 'status_9b6201',
    worker: 'worker_d54dd8',
    date_created: 'date_cr_f04a50',
    date_done: 'date_do_f59aad',
    periodic_task_name: 'periodi_1993cf',
  };
  for (const [column, name] of Object.entries(indexes)) table.index([column], `${prefix}django_cele_${name}_idx`);
}

function defineGroups(table: Knex.CreateTableBuilder, prefix: string): void {
  table.increments('id');
  table.string('group_id', 255).notNullable().unique();
  dates(table, ['date_created', 'date_done']);
  encoding(table);
  table.text('result', 'longtext');
  table.index(['date_created'], `${prefix}django_cele_date_cr_bd6c1d_idx`);
  table.index(['date_done'], `${prefix}django_cele_date_do_caae0e_idx`);
}

function defineChords(table: Knex.CreateTableBuilder, _prefix: string, knex: Knex): void {
  table.increments('id');
  table.string('group_id', 255).notNullable().unique();
  table.text('sub_tasks', 'longtext').notNullable();
  table.integer('count').unsigned().notNullable();
  table.check('?? >= 0', [knex.ref('count')] as never);
}

function encoding(table: Knex.CreateTableBuilder): void {
  table.string('content_type', 128).notNullable();
  table.string('content_encoding', 64).notNullable();
}

function dates(table: Knex.CreateTableBuilder, columns: readonly string[]): void {
  for (const column of columns) table.datetime(column, { precision: 6 }).notNullable();
}

/** Django adds an index for LIKE beside every unique text column. */
async function addLikeIndex(knex: Knex, name: string, table: string, prefix: string): Promise<void> {
  const [column, hash] = LIKE_INDEXES[table] ?? [];
  if (column && hash)
    await knex.raw('CREATE INDEX ?? ON ?? (?? varchar_pattern_ops)', [
      `${prefix}${table}_${column}_${hash}_like`,
      name,
      column,
    ]);
}

const LIKE_INDEXES: Readonly<Record<string, readonly [column: string, hash: string]>> = {
  [TASK_TABLE]: ['task_id', 'de0d95bf'],
  [GROUP_TABLE]: ['group_id', 'a085f1a9'],
  [CHORD_TABLE]: ['group_id', '1f70858c'],
};
