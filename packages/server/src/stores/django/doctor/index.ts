import type { Serializer } from '../../../codecs/serializers.ts';
import { ConfigError } from '../../../errors.ts';
import type { StoreLocation } from '../../store-url.ts';
import { connect } from '../connect.ts';
import { GROUP_TABLE, TASK_TABLE, type TableOptions, tableName } from '../tables.ts';
import { type Examined, reasonOf } from './examined.ts';
import { type CheckName, type Finding, fault, note } from './finding.ts';
import { checkPooler } from './pooler.ts';
import { checkRights } from './rights.ts';
import { checkRows } from './rows.ts';
import { checkServer, unreachable } from './server.ts';
import { checkSize } from './size.ts';
import { checkFile } from './sqlite-file.ts';
import { checkIndexes, checkTables } from './tables.ts';

export interface DoctorOptions extends TableOptions {
  /** Celery's `result_serializer`. Default `json`. */
  readonly serializer?: Serializer;
  /** Celery's `accept_content`. Default: the serializer. */
  readonly acceptContent?: readonly Serializer[];
  /** This machine's clock, in milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

/** Milliseconds for every single question: a catalog may answer slowly. */
const TIMEOUT = 5_000;

/**
 * Looks at the tables of django-celery-results and the database around them, with reads only, none of which scans a table.
 *
 * @throws ConfigError for names that no table can have
 */
export async function examineDjangoTables(
  location: StoreLocation,
  options: DoctorOptions,
): Promise<readonly Finding[]> {
  const { serializer = 'json', acceptContent = [serializer], now = Date.now } = options;
  const taskTable = tableName(TASK_TABLE, location, options);
  const groupTable = tableName(GROUP_TABLE, location, options);
  const findings: Finding[] = [];
  try {
    const knex = connect(location, { timeout: TIMEOUT });
    try {
      await examine({ knex, location, taskTable, groupTable, serializer, acceptContent, now }, findings);
    } finally {
      await knex.destroy();
    }
  } catch (error) {
    // a file that is not there, or no driver
    const isTold = error instanceof ConfigError;
    findings.push(isTold ? fault('store', error.message, 'mend that, or the store URL') : unreachable(location, error));
  }
  return findings;
}

/** Adds what it finds; only a database that does not answer ends it. */
async function examine(examined: Examined, findings: Finding[]): Promise<void> {
  const { taskTable, groupTable } = examined;
  const attempt = async (check: CheckName, work: () => Promise<readonly Finding[]>): Promise<void> => {
    try {
      findings.push(...(await work()));
    } catch (error) {
      findings.push(note(check, `cannot be told: ${reasonOf(error)}`));
    }
  };
  findings.push(...(await checkServer(examined)));
  await attempt('pooler', () => checkPooler(examined));
  await attempt('file', () => checkFile(examined));
  const { columns, hasGroups, findings: tables } = await checkTables(examined);
  findings.push(...tables);
  if (columns.size === 0) return;
  await attempt('indexes', async () => [await checkIndexes(examined, taskTable, 'task_id')]);
  if (hasGroups) await attempt('indexes', async () => [await checkIndexes(examined, groupTable, 'group_id')]);
  await attempt('rights', () => checkRights(examined));
  await attempt('size', async () => [await checkSize(examined)]);
  await attempt('settings', () => checkRows(examined, columns));
}
