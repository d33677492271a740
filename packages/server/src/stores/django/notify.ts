import type { Knex } from 'knex';
import { ConfigError } from '../../problems/errors.ts';
import { connect } from '../sql/connect.ts';
import { installSql, type NotifyingTable, quoted, TRIGGER, uninstallSql } from '../sql/notify-trigger.ts';
import type { SqlLocation } from '../sql/sql-location.ts';
import { codeOf, orUnavailable, unavailable } from '../sql/store-errors.ts';
import type { NotifyAction, TableOptions } from '../store-kind.ts';
import { migrationText } from './migration-text.ts';
import { notifyingTables } from './tables.ts';

/**
 * Prints, installs, removes or examines the triggers that report changes.
 *
 * @returns text for the operator
 * @throws ConfigError for another database than PostgreSQL; StoreUnavailable when it does not answer
 */
export async function notifyDjangoTables(
  location: SqlLocation,
  action: NotifyAction,
  options: TableOptions = {},
): Promise<string> {
  if (location.kind !== 'postgres') throw new ConfigError('notify is for PostgreSQL: other databases have no LISTEN');
  const tables = notifyingTables(location, options);
  if (action === 'print') return printed(tables);
  const knex = connect(location, { write: action !== 'status' });
  try {
    if (action === 'status') return await orUnavailable(status(knex, tables));
    const statements = action === 'install' ? installSql(tables) : uninstallSql(tables);
    await run(knex, statements);
    return action === 'install'
      ? `installed on ${tables.map(({ table }) => table).join(', ')}; restart the servers\n`
      : `removed from ${tables.map(({ table }) => table).join(', ')}\n`;
  } finally {
    await knex.destroy();
  }
}

/** @throws ConfigError if PostgreSQL refuses, such as for a missing table or right; StoreUnavailable otherwise */
async function run(knex: Knex, statements: readonly string[]): Promise<void> {
  try {
    await knex.transaction(async (transaction) => {
      // Knex would replace a question mark by a parameter, and the SQL has none
      for (const statement of statements) await transaction.raw(statement);
    });
  } catch (error) {
    // class 42: syntax errors and missing rights, tables and columns
    if (!codeOf(error).startsWith('42')) throw unavailable(error);
    const { message } = error as Error;
    // Knex puts the statement in front of the message
    throw new ConfigError(`PostgreSQL refuses: ${message.slice(message.lastIndexOf(' - ') + 3)}`, { cause: error });
  }
}

/** Returns the SQL, and the same statements as a Django migration. */
function printed(tables: readonly NotifyingTable[]): string {
  const [apply, revert] = [installSql(tables), uninstallSql(tables)];
  return `-- SQL
${apply.join(';\n\n')};

-- SQL to remove it
${revert.join(';\n')};

# The same as a migration of one of your Django apps
${migrationText({ apply, revert, after: '0009_groupresult', isAtomic: true })}`;
}

async function status(knex: Knex, tables: readonly NotifyingTable[]): Promise<string> {
  const lines: string[] = [];
  for (const { table } of tables) lines.push(`${table}: ${await triggerState(knex, table)}`);
  const { rows } = await knex.raw<{ rows: readonly { readonly replica: boolean; readonly usage: number }[] }>(
    `SELECT pg_is_in_recovery() AS replica,
       CASE WHEN NOT pg_is_in_recovery() THEN pg_notification_queue_usage() END AS usage`,
  );
  const [state] = rows;
  if (state?.replica) lines.push('this database is a replica: it reports no changes, and servers on it poll');
  else lines.push(`notification queue: ${Math.round(Number(state?.usage) * 100)} % full`);
  return `${lines.join('\n')}\n`;
}

async function triggerState(knex: Knex, table: string): Promise<string> {
  const { rows } = await knex.raw<{ rows: readonly { readonly found: boolean; readonly enabled: string | null }[] }>(
    `SELECT to_regclass(?) IS NOT NULL AS found, (
       SELECT tgenabled FROM pg_trigger WHERE tgrelid = to_regclass(?) AND tgname = ?
     ) AS enabled`,
    [quoted(table), quoted(table), TRIGGER],
  );
  const [state] = rows;
  if (!state?.found) return 'no such table';
  if (state.enabled === null) return 'not installed';
  return ['O', 'A'].includes(state.enabled) ? 'installed' : 'installed, but switched off';
}

/** Whether every table has the trigger. An error counts as no, since polling works without triggers. */
export async function hasTriggers(knex: Knex, tables: readonly NotifyingTable[]): Promise<boolean> {
  try {
    const states = await Promise.all(tables.map(({ table }) => triggerState(knex, table)));
    return states.every((state) => state === 'installed');
  } catch {
    return false;
  }
}
