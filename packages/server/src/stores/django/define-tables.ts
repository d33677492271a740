import type { Knex } from 'knex';
import { CHORD_TABLE, GROUP_COLUMNS, GROUP_TABLE, TASK_COLUMNS, TASK_TABLE } from './tables.ts';

/** Index names are unique within a schema, so they get the prefix, too. */
type Define = (table: Knex.CreateTableBuilder, options: DefineOptions) => void;

interface DefineOptions {
  readonly prefix: string;
  readonly knex: Knex;
  /** Largest number of characters of a task id. */
  readonly taskIdLength: number;
}

/** A table of django-celery-results. */
export interface TableDefinition {
  readonly name: string;
  /** The column whose unique index every read needs. */
  readonly id: string;
  /** The columns that reads need. */
  readonly columns: readonly string[];
  readonly define: Define;
  /** A part of the name that Django gives to its index for LIKE. */
  readonly likeHash: string;
}

export const TABLES: readonly TableDefinition[] = [
  { name: TASK_TABLE, id: 'task_id', columns: TASK_COLUMNS, define: defineTasks, likeHash: 'de0d95bf' },
  { name: GROUP_TABLE, id: 'group_id', columns: GROUP_COLUMNS, define: defineGroups, likeHash: 'a085f1a9' },
  { name: CHORD_TABLE, id: 'group_id', columns: ['group_id'], define: defineChords, likeHash: '1f70858c' },
];

/** Column types and index names are Django's: conformance/schema. */
function defineTasks(table: Knex.CreateTableBuilder, { prefix, taskIdLength }: DefineOptions): void {
  table.increments('id');
  table.string('task_id', taskIdLength).notNullable().unique();
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

function defineGroups(table: Knex.CreateTableBuilder, { prefix, taskIdLength }: DefineOptions): void {
  table.increments('id');
  table.string('group_id', taskIdLength).notNullable().unique();
  dates(table, ['date_created', 'date_done']);
  encoding(table);
  table.text('result', 'longtext');
  table.index(['date_created'], `${prefix}django_cele_date_cr_bd6c1d_idx`);
  table.index(['date_done'], `${prefix}django_cele_date_do_caae0e_idx`);
}

function defineChords(table: Knex.CreateTableBuilder, { knex, taskIdLength }: DefineOptions): void {
  table.increments('id');
  table.string('group_id', taskIdLength).notNullable().unique();
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
