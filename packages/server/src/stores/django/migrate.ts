import type { Knex } from 'knex';
import { StoreUnavailable } from '../../problems/errors.ts';
import { connect } from '../sql/connect.ts';
import { indexOf } from '../sql/doctor/indexes.ts';
import { columnsOf } from '../sql/introspect.ts';
import type { SqlLocation } from '../sql/sql-location.ts';
import type { TableOptions } from '../store-kind.ts';
import { TABLES, type TableDefinition } from './define-tables.ts';
import { creationFailure } from './migrate-errors.ts';
import { runStatements, type Statement } from './run-statements.ts';
import { tableName } from './tables.ts';

/** Characters of an id in the tables of django-celery-results. */
const TASK_ID_LENGTH = 255;

/**
 * Creates the missing tables of django-celery-results 2.6, equal to the tables of Django's migrations. A missing SQLite
 * file is created, too. If a table exists, its columns are checked, and only a missing unique index that every read
 * needs is added.
 *
 * @returns the names of the tables that were created or completed
 * @throws StoreUnavailable with the reason if a table cannot be created. A partly created table is removed
 */
export async function migrateDjangoTables(
  location: SqlLocation,
  options: TableOptions = {},
): Promise<readonly string[]> {
  const names = TABLES.map(({ name }) => tableName(name, location, options));
  const knex = connect(location, { write: true });
  const changed: string[] = [];
  try {
    for (const [index, table] of TABLES.entries()) {
      const migration = { knex, location, table, name: names[index] ?? table.name, options };
      if (await migrateTable(migration)) changed.push(migration.name);
    }
    return changed;
  } finally {
    await knex.destroy();
  }
}

interface Migration {
  readonly knex: Knex;
  readonly location: SqlLocation;
  readonly table: TableDefinition;
  /** The name in queries: `schema.prefix_table`. */
  readonly name: string;
  readonly options: TableOptions;
}

/** Creates or completes a table. Returns whether something was missing. */
async function migrateTable(migration: Migration): Promise<boolean> {
  const { knex, location, table, name } = migration;
  try {
    const columns = await columnsOf(knex, name);
    if (columns.size === 0) {
      await createTable(migration);
      return true;
    }
    const missing = table.columns.filter((column) => !columns.has(column));
    if (missing.length > 0)
      throw new StoreUnavailable(
        `the table ${name} exists and has no column ${missing.join(', ')}: run the migrations of django-celery-results`,
        { failure: 'schema' },
      );
    if ((await indexOf({ knex, location }, name, table.id)) === 'unique') return false;
    await runStatements(knex, [uniqueIndex(migration)]);
    return true;
  } catch (error) {
    throw creationFailure(error, { name, column: table.id });
  }
}

/**
 * Creates a table. PostgreSQL and SQLite roll back a creation that fails. MySQL cannot, so the new table is dropped.
 */
async function createTable(migration: Migration): Promise<void> {
  const { knex, location, name } = migration;
  if (location.kind !== 'mysql') {
    await knex.transaction((transaction) => runStatements(transaction, statementsOf(migration)));
    return;
  }
  const [create, ...indexes] = statementsOf(migration);
  if (!create) return;
  // with the row format of old servers and settings, an index of 255 characters would be too long
  await runStatements(knex, [{ ...create, sql: `${create.sql} ROW_FORMAT=DYNAMIC` }]);
  try {
    await runStatements(knex, indexes);
  } catch (error) {
    // if the user may not drop the table, the next run completes it
    await knex.schema.dropTableIfExists(name).catch(() => {});
    throw error;
  }
}

function statementsOf({ knex, location, table, name, options }: Migration): readonly Statement[] {
  const { tablePrefix: prefix = '', schema, taskIdMaxLength: taskIdLength = TASK_ID_LENGTH } = options;
  const builder = schema === undefined ? knex.schema : knex.schema.withSchema(schema);
  const created = builder.createTable(prefix + table.name, (columns) =>
    table.define(columns, { prefix, knex, taskIdLength }),
  );
  const statements: readonly Statement[] = created.toSQL() as never;
  if (location.kind !== 'postgres') return statements;
  // Django also adds an index for LIKE for every unique text column
  const like = `${prefix}${table.name}_${table.id}_${table.likeHash}_like`;
  return [
    ...statements,
    { sql: knex.raw('CREATE INDEX ?? ON ?? (?? varchar_pattern_ops)', [like, name, table.id]).toQuery(), bindings: [] },
  ];
}

function uniqueIndex({ knex, table, name, options }: Migration): Statement {
  const index = `${options.tablePrefix ?? ''}${table.name}_${table.id}_unique`;
  return { sql: knex.raw('CREATE UNIQUE INDEX ?? ON ?? (??)', [index, name, table.id]).toQuery(), bindings: [] };
}
