import { createIndexesSql, dropIndexesSql, printedIndexes } from '../sql/index/index-sql.ts';
import type { SqlLocation } from '../sql/sql-location.ts';
import type { TableOptions } from '../store-kind.ts';
import { migrationText } from './migration-text.ts';
import { TASK_TABLE, tableName } from './tables.ts';

/** The columns of filters. The last column was added by the migration below. */
const COLUMNS = ['status', 'task_name', 'worker', 'periodic_task_name'];
const AFTER = '0011_taskresult_periodic_task_name';

/**
 * Prints the indexes that make every filter of a list fast, as SQL and as a Django migration. It does not connect.
 *
 * @throws ConfigError for names that no table can have
 */
export function printDjangoIndexes(location: SqlLocation, options: TableOptions): string {
  const { kind: dialect } = location;
  const { tablePrefix = '' } = options;
  const table = tableName(TASK_TABLE, location, options);
  const wanted = { dialect, table, prefix: `${tablePrefix}celery_results_`, columns: COLUMNS };
  const migration = migrationText({
    apply: createIndexesSql(wanted),
    revert: dropIndexesSql(wanted),
    after: AFTER,
    isAtomic: dialect !== 'postgres',
  });
  return `${printedIndexes(wanted)}
# The same as a migration of one of your Django apps
${migration}`;
}
