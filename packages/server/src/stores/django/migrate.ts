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
 * Creates the tables of django-celery-results 2.6 that a database lacks, as Django's migrations leave them; a SQLite
 * file is made too. Of a table that exists, it checks the columns, and adds only a unique index that every read needs.
 *
 * @returns the names of the tables that were made or completed
 * @throws StoreUnavailable that says what is wrong, when tables cannot be created; what it began is then removed
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
  /** As queries name it: `schema.prefix_table`. */
  readonly name: string;
  readonly options: TableOptions;
}

/** Returns whether something was missing. */
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

/** PostgreSQL and SQLite undo a creation that fails. MySQL cannot, so that the new table is dropped again. */
async function createTable(migration: Migration): Promise<void> {
  const { knex, location, name } = migration;
  if (location.kind !== 'mysql') {
    await knex.transaction((transaction) => runStatements(transaction, statementsOf(migration)));
    return;
  }
  const [create, ...indexes] = statementsOf(migration);
  if (!create) return;
  // the row format of old servers and settings holds no index of 255 characters
  await runStatements(knex, [{ ...create, sql: `${create.sql} ROW_FORMAT=DYNAMIC` }]);
  try {
    await runStatements(knex, indexes);
  } catch (error) {
    // without the right to drop it the table stays, and the next run adds what is missing
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
  // Django adds an index for LIKE beside every unique text column
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
