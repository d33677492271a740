import { printedIndexes } from '../sql/index/index-sql.ts';
import { parseTableName } from '../sql/parse-table-name.ts';
import type { TableOptions } from '../store-kind.ts';
import type { CeleryLocation } from './parse-url.ts';
import { tableNames } from './tables.ts';

const COLUMNS = ['status', 'name', 'worker'];

/**
 * Prints the indexes that make every filter of a list fast, as SQL. It does not connect.
 *
 * @throws ConfigError for names that no table can have
 */
export function printCeleryIndexes({ database, schema }: CeleryLocation, options: TableOptions): string {
  const table = tableNames(database, options, schema).task;
  const prefix = `${parseTableName(table).name}_`;
  return printedIndexes({ dialect: database.kind, table, prefix, columns: COLUMNS });
}
