import type { Knex } from 'knex';
import { ConfigError } from '../../errors.ts';
import { unavailable } from './connect.ts';
import type { Source } from './source.ts';
import { type Dialect, TASK_TABLE } from './tables.ts';
import { versionColumn } from './versions.ts';

/**
 * Checks that a table has its columns and that they may be read, by asking for none of its rows.
 *
 * @returns whether the table is there
 * @throws ConfigError for columns that are missing or may not be read; StoreUnavailable for a database that does not answer
 */
export async function isReadable(knex: Knex, source: Source): Promise<boolean> {
  try {
    await knex(source.table).select(source.columns).limit(0);
    return true;
  } catch (error) {
    const missing = whatIsMissing(error);
    if (missing === 'table') return false;
    if (missing === 'column') throw new ConfigError(await missingColumns(knex, source), { cause: error });
    if (missing === 'permission')
      throw new ConfigError(`the user of the store URL may not read the table ${source.table}: grant SELECT on it`, {
        cause: error,
      });
    throw unavailable(error);
  }
}

/**
 * Those of the columns that the table has and that may be read.
 *
 * @throws StoreUnavailable for a database that does not answer
 */
export async function readableColumns(
  knex: Knex,
  table: string,
  columns: readonly string[],
): Promise<readonly string[]> {
  try {
    await knex(table).select(columns).limit(0);
    return columns;
  } catch (error) {
    const missing = whatIsMissing(error);
    if (missing !== 'column' && missing !== 'permission') throw unavailable(error);
    if (columns.length === 1) return [];
    const each = columns.map((column) => readableColumns(knex, table, [column]));
    return (await Promise.all(each)).flat();
  }
}

/**
 * Whether the rows of a table that may be read have versions: those of a PostgreSQL view have none.
 *
 * @throws StoreUnavailable for a database that does not answer
 */
export async function hasVersions(knex: Knex, dialect: Dialect, { table }: Source): Promise<boolean> {
  try {
    await knex(table).select(versionColumn(knex, dialect)).limit(0);
    return true;
  } catch (error) {
    if (whatIsMissing(error) === undefined) throw unavailable(error);
    return false;
  }
}

/** Codes of PostgreSQL and MySQL. */
const CODES: ReadonlyMap<unknown, 'table' | 'column' | 'permission'> = new Map([
  ['42P01', 'table'],
  ['42703', 'column'],
  ['42501', 'permission'],
  ['ER_NO_SUCH_TABLE', 'table'],
  ['ER_BAD_DB_ERROR', 'table'],
  ['ER_BAD_FIELD_ERROR', 'column'],
  ['ER_TABLEACCESS_DENIED_ERROR', 'permission'],
  ['ER_COLUMNACCESS_DENIED_ERROR', 'permission'],
  ['ER_DBACCESS_DENIED_ERROR', 'permission'],
]);

function whatIsMissing(error: unknown): 'table' | 'column' | 'permission' | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  // SQLite has one code for everything that is wrong with a statement
  if (error.message.includes('no such table')) return 'table';
  if (error.message.includes('no such column')) return 'column';
  return CODES.get(error.code);
}

async function missingColumns(knex: Knex, { table, columns }: Source): Promise<string> {
  const [name = '', schema] = table.split('.').reverse();
  const query = knex(name);
  const found = await (schema === undefined ? query : query.withSchema(schema)).columnInfo();
  const missing = columns.filter((column) => !Object.hasOwn(found, column));
  return `the table ${table} has no column ${missing.join(', ')}`;
}

/**
 * One sentence for a task table that is not there, with the flags that lead to one elsewhere.
 *
 * @throws StoreUnavailable for a database that does not answer
 */
export async function missingTable(knex: Knex, dialect: Dialect, { table }: Source): Promise<ConfigError> {
  try {
    const [place] = await taskTables(knex, dialect);
    const advice = place
      ? `there is ${place.table}: pass ${flagsFor(place)}`
      : 'Django\'s migrate makes it, or "celery-results-server migrate" in a database without Django';
    return new ConfigError(`the database has no table ${table}; ${advice}`);
  } catch (error) {
    throw unavailable(error);
  }
}

interface Place {
  readonly table: string;
  /** When it is another one than the URL leads to. */
  readonly schema?: string | null;
}

function flagsFor({ table, schema }: Place): string {
  const prefix = `--table-prefix "${table.slice(0, -TASK_TABLE.length)}"`;
  return typeof schema === 'string' ? `${prefix} --schema ${schema}` : prefix;
}

/** Tables that end in the name of the task table, in every schema that the user sees. */
async function taskTables(knex: Knex, dialect: Dialect): Promise<readonly Place[]> {
  const like = `%${TASK_TABLE}`;
  if (dialect === 'sqlite') return knex('sqlite_master').select({ table: 'name' }).where('name', 'like', like);
  const current = dialect === 'postgres' ? 'current_schema()' : 'database()';
  return knex('information_schema.tables')
    .select({ table: 'table_name', schema: knex.raw(`nullif(table_schema, ${current})`) })
    .where('table_name', 'like', like)
    .orderByRaw(`table_schema = ${current} desc`)
    .orderBy(['table_schema', 'table_name']);
}
