import type { Finding } from '../../finding.ts';
import { type Attempt, examineDatabase } from '../../sql/doctor/examine-database.ts';
import { checkIndexes } from '../../sql/doctor/indexes.ts';
import { checkPooler } from '../../sql/doctor/pooler.ts';
import { checkRights } from '../../sql/doctor/rights.ts';
import { checkSize } from '../../sql/doctor/size.ts';
import { checkFile } from '../../sql/doctor/sqlite-file.ts';
import type { DoctorOptions } from '../../store-kind.ts';
import type { CeleryLocation } from '../parse-url.ts';
import { tableNames } from '../tables.ts';
import type { DoctorContext } from './context.ts';
import { checkDates } from './dates.ts';
import { checkBlobs, checkResults, checkSettings } from './rows.ts';
import { checkTables } from './tables.ts';

/**
 * Examines the tables of Celery's SQLAlchemy backend and their database, with reads that never scan a table.
 *
 * @throws ConfigError for names that no table can have
 */
export async function examineSqlAlchemy(
  { database, schema }: CeleryLocation,
  options: DoctorOptions,
): Promise<readonly Finding[]> {
  const { serializer = 'json', acceptContent = [serializer], celeryTimezone = 'UTC', now = Date.now } = options;
  const tables = tableNames(database, options, schema);
  return examineDatabase(database, now, (context, attempt) =>
    examine({ ...context, tables, serializer, acceptContent, celeryTimezone }, attempt),
  );
}

async function examine(context: DoctorContext, attempt: Attempt): Promise<void> {
  const { tables } = context;
  await attempt('pooler', () => checkPooler(context));
  await attempt('file', () => checkFile(context));
  const { columns, hasGroups, findings } = await checkTables(context);
  await attempt('tables', async () => findings);
  if (columns.size === 0) return;
  await attempt('indexes', async () => [await checkIndexes(context, tables.task, 'task_id')]);
  if (hasGroups) await attempt('indexes', async () => [await checkIndexes(context, tables.group, 'taskset_id')]);
  await attempt('columns', () => checkBlobs(context));
  await attempt('rights', () => checkRights(context, hasGroups ? [tables.task, tables.group] : [tables.task]));
  await attempt('size', async () => [await checkSize(context, tables.task)]);
  await attempt('serializer', () => checkResults(context));
  await attempt('settings', () => checkSettings(context, columns));
  await attempt('settings', () => checkDates(context));
}
