import { ConfigError, StoreUnavailable } from '../../../problems/errors.ts';
import { type CheckName, error, type Finding, note } from '../../finding.ts';
import { connect } from '../../sql/connect.ts';
import { reasonOf } from '../../sql/doctor/context.ts';
import { checkIndexes } from '../../sql/doctor/indexes.ts';
import { checkPooler } from '../../sql/doctor/pooler.ts';
import { checkRights } from '../../sql/doctor/rights.ts';
import { checkServer, unreachable } from '../../sql/doctor/server.ts';
import { checkSize } from '../../sql/doctor/size.ts';
import { checkFile } from '../../sql/doctor/sqlite-file.ts';
import type { SqlLocation } from '../../sql/sql-location.ts';
import type { DoctorOptions } from '../../store-kind.ts';
import { GROUP_TABLE, TASK_TABLE, tableName } from '../tables.ts';
import type { DoctorContext } from './context.ts';
import { checkRows } from './rows.ts';
import { checkTables } from './tables.ts';

/** Milliseconds for each query: a catalog may answer slowly. */
const TIMEOUT_MS = 5_000;

/**
 * Examines the tables of django-celery-results and their database, with reads that never scan a table.
 *
 * @throws ConfigError for names that no table can have
 */
export async function examineDjangoTables(location: SqlLocation, options: DoctorOptions): Promise<readonly Finding[]> {
  const { serializer = 'json', acceptContent = [serializer], now = Date.now } = options;
  const taskTable = tableName(TASK_TABLE, location, options);
  const groupTable = tableName(GROUP_TABLE, location, options);
  const findings: Finding[] = [];
  try {
    const knex = connect(location, { timeout: TIMEOUT_MS });
    try {
      await examine({ knex, location, taskTable, groupTable, serializer, acceptContent, now }, findings);
    } finally {
      await knex.destroy();
    }
  } catch (cause) {
    // the file does not exist, or its driver is missing
    const isOurs = cause instanceof ConfigError || cause instanceof StoreUnavailable;
    findings.push(isOurs ? error('store', cause.message, 'fix this, or the store URL') : unreachable(location, cause));
  }
  return findings;
}

/** Adds findings. Only a database that does not answer ends the examination early. */
async function examine(context: DoctorContext, findings: Finding[]): Promise<void> {
  const { taskTable, groupTable } = context;
  const attempt = async (check: CheckName, work: () => Promise<readonly Finding[]>): Promise<void> => {
    try {
      findings.push(...(await work()));
    } catch (cause) {
      findings.push(note(check, `this check failed: ${reasonOf(cause)}`));
    }
  };
  findings.push(...(await checkServer(context)));
  await attempt('pooler', () => checkPooler(context));
  await attempt('file', () => checkFile(context));
  const { columns, hasGroups, findings: tables } = await checkTables(context);
  findings.push(...tables);
  if (columns.size === 0) return;
  await attempt('indexes', async () => [await checkIndexes(context, taskTable, 'task_id')]);
  if (hasGroups) await attempt('indexes', async () => [await checkIndexes(context, groupTable, 'group_id')]);
  await attempt('rights', () => checkRights(context, [taskTable, groupTable]));
  await attempt('size', async () => [await checkSize(context, taskTable)]);
  await attempt('settings', () => checkRows(context, columns));
}
