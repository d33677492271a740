import { connect } from '../connect.ts';
import { codeOf, type Examined, type Row } from './examined.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** What a named statement that has gone looks like, or one that another client made under the same name. */
const LOST = ['26000', '42P05', '08P01'];

/** Whether a pooler hands a session's statements to other sessions. Only PostgreSQL has statements with names. */
export async function checkPooler(examined: Examined): Promise<readonly Finding[]> {
  if (examined.location.kind !== 'postgres') return [];
  const other = connect(examined.location);
  let isShared: boolean;
  try {
    const before = await backendOf(examined);
    // the session that was used last is the next that a pooler hands out: now it is taken
    const after = await other.transaction(async (held) => {
      await held.select(held.raw('pg_backend_pid() AS pid'));
      return backendOf(examined);
    });
    isShared = before !== after;
  } catch (error) {
    if (!LOST.includes(codeOf(error))) throw error;
    return [TRANSACTION_MODE];
  } finally {
    await other.destroy();
  }
  return [await settingsFinding(examined, isShared)];
}

/** The process that answers, asked with a statement that has a name, as the reads of results are. */
async function backendOf({ knex }: Examined): Promise<number> {
  const [row]: readonly Row[] = await knex
    .select(knex.raw('pg_backend_pid() AS pid'))
    .options({ name: 'celery-results-doctor' });
  return Number(row?.['pid']);
}

const TRANSACTION_MODE = fault(
  'pooler',
  'a pooler in transaction mode stands before the database: prepared statements are lost between two reads',
  'point --store at PostgreSQL itself, set pool_mode = session for this database, or use PgBouncer 1.21 or newer with max_prepared_statements = 100',
);

/** A pooler that shares sessions is no harm as long as it keeps statements and settings apart. */
async function settingsFinding({ knex }: Examined, isShared: boolean): Promise<Finding> {
  const [row]: readonly Row[] = await knex.select(
    knex.raw("current_setting('default_transaction_read_only') AS value"),
  );
  if (row?.['value'] !== 'on')
    return warning(
      'pooler',
      'a pooler stands before the database and drops the settings of the session: it is not read-only, and its statements have no time limit',
      'point --store at PostgreSQL itself, or set default_transaction_read_only and statement_timeout with ALTER ROLE',
    );
  return isShared
    ? ok(
        'pooler',
        'a pooler in transaction mode stands before the database, and keeps prepared statements and settings',
      )
    : ok('pooler', 'none that is noticed: the session keeps its settings');
}
