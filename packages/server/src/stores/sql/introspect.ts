import type { Knex } from 'knex';
import { StoreUnavailable } from '../../problems/errors.ts';
import { ask } from './ask.ts';
import { failureOf } from './errors/failure-of.ts';
import { parseTableName } from './parse-table-name.ts';
import type { RowSource } from './row-source.ts';
import type { Dialect } from './sql-location.ts';
import { unavailable } from './store-errors.ts';
import { versionColumn } from './versions.ts';

/**
 * Checks that a table has its columns and that the user may read them. Reads no rows.
 *
 * @returns whether the table exists
 * @throws StoreUnavailable for columns that are missing or may not be read, and for a database that does not answer
 */
export async function isReadable(knex: Knex, source: RowSource): Promise<boolean> {
  const { table, columns } = source;
  try {
    await ask(knex, () => knex(table).select(columns).limit(0));
    return true;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === 'rights')
      throw new StoreUnavailable(`the user of the store URL may not read the table ${table}: grant SELECT on it`, {
        cause: error,
        failure,
      });
    if (failure !== 'schema') throw unavailable(error);
    const found = await columnsOf(knex, table);
    if (found.size === 0) return false;
    const missing = columns.filter((column) => !found.has(column));
    throw new StoreUnavailable(`the table ${table} has no column ${missing.join(', ')}`, { cause: error, failure });
  }
}

/**
 * Returns the columns that the table has and that the user may read.
 *
 * @throws StoreUnavailable for a database that does not answer
 */
export async function readableColumns(
  knex: Knex,
  table: string,
  columns: readonly string[],
): Promise<readonly string[]> {
  try {
    await ask(knex, () => knex(table).select(columns).limit(0));
    return columns;
  } catch (error) {
    if (!isOfSchema(error)) throw unavailable(error);
    if (columns.length === 1) return [];
    const each = columns.map((column) => readableColumns(knex, table, [column]));
    return (await Promise.all(each)).flat();
  }
}

/**
 * Whether the rows of a table have versions. Rows of a PostgreSQL view have none.
 *
 * @throws StoreUnavailable for a database that does not answer
 */
export async function hasVersions(knex: Knex, dialect: Dialect, { table, version }: RowSource): Promise<boolean> {
  try {
    await ask(knex, () =>
      knex(table)
        .select(versionColumn(knex, dialect, version))
        .limit(0),
    );
    return true;
  } catch (error) {
    if (!isOfSchema(error)) throw unavailable(error);
    return false;
  }
}

function isOfSchema(error: unknown): boolean {
  const failure = failureOf(error);
  return failure === 'schema' || failure === 'rights';
}

/** The columns of a table that the user may see. Empty if there is no table. */
export async function columnsOf(knex: Knex, table: string): Promise<ReadonlySet<string>> {
  const { name, schema } = parseTableName(table);
  if (schema !== undefined && knex.client.dialect === 'mysql') {
    // Knex only looks in the database of the URL
    const rows: readonly { readonly name: string }[] = await ask(knex, () =>
      knex('information_schema.columns')
        .select({ name: 'column_name' })
        .where({ table_schema: schema, table_name: name }),
    );
    return new Set(rows.map((row) => row.name));
  }
  const query = (): Knex.QueryBuilder => (schema === undefined ? knex(name) : knex(name).withSchema(schema));
  return new Set(Object.keys(await ask(knex, () => query().columnInfo())));
}

/** A table that was found. */
export interface FoundTable {
  readonly table: string;
  /** The schema of the table, if it is not the schema of the URL. */
  readonly schema?: string | null;
}

/**
 * Finds tables by the end of their name, in every schema that the user may see. Tables in the schema of the URL come
 * first.
 *
 * @throws StoreUnavailable for a database that does not answer
 */
export async function findTables(knex: Knex, dialect: Dialect, nameEnd: string): Promise<readonly FoundTable[]> {
  return ask(knex, () => tablesLike(knex, dialect, `%${nameEnd}`)).catch((error: unknown) => {
    throw unavailable(error);
  });
}

async function tablesLike(knex: Knex, dialect: Dialect, like: string): Promise<readonly FoundTable[]> {
  if (dialect === 'sqlite') return knex('sqlite_master').select({ table: 'name' }).where('name', 'like', like);
  const current = dialect === 'postgres' ? 'current_schema()' : 'database()';
  return knex('information_schema.tables')
    .select({ table: 'table_name', schema: knex.raw(`nullif(table_schema, ${current})`) })
    .where('table_name', 'like', like)
    .orderByRaw(`table_schema = ${current} desc`)
    .orderBy(['table_schema', 'table_name']);
}
