import type { Knex } from 'knex';
import { type Finding, ok, warning } from '../../finding.ts';
import { ask } from '../ask.ts';
import { connect } from '../connect.ts';
import { sessionState, shareSessionState } from '../session.ts';
import type { Row, SqlContext } from './context.ts';

/**
 * Checks whether a pooler shares sessions or drops their settings. Only sessions of PostgreSQL are shared by poolers.
 */
export async function checkPooler({ knex, location }: SqlContext): Promise<readonly Finding[]> {
  if (location.kind !== 'postgres') return [];
  const other = connect(location);
  shareSessionState(other.client, sessionState(knex.client));
  try {
    return [finding(await sharesSessions(knex, other), await isReadOnly(knex))];
  } finally {
    await other.destroy();
  }
}

/** Whether two connections use one session, or one connection uses two. */
async function sharesSessions(knex: Knex, other: Knex): Promise<boolean> {
  const [own, others] = [await backendOf(knex), await backendOf(other)];
  if (own === others) return true;
  // a pooler gives out the session that was used last, and the transaction keeps that session occupied
  return other.transaction(async (held) => {
    await held.select(held.raw('pg_backend_pid() AS pid'));
    return (await backendOf(knex)) !== own;
  });
}

/** The server process that answers a query. */
async function backendOf(knex: Knex): Promise<number> {
  const rows: readonly Row[] = await ask(knex, () => knex.select(knex.raw('pg_backend_pid() AS pid')));
  return Number(rows[0]?.['pid']);
}

async function isReadOnly(knex: Knex): Promise<boolean> {
  const rows: readonly Row[] = await ask(knex, () =>
    knex.select(knex.raw("current_setting('default_transaction_read_only') AS value")),
  );
  return rows[0]?.['value'] === 'on';
}

function finding(isShared: boolean, isReadOnlySession: boolean): Finding {
  const pooler = isShared ? 'a pooler in transaction mode' : 'a pooler';
  if (!isReadOnlySession)
    return warning(
      'pooler',
      `${pooler} stands before the database and drops the settings of the session: ` +
        'it is not read-only, and its statements have no time limit',
      'set default_transaction_read_only and statement_timeout with ALTER ROLE, or point --store at PostgreSQL itself',
    );
  return isShared
    ? ok('pooler', `${pooler} stands before the database; --prepared-statements off suits it`)
    : ok('pooler', 'no pooler was noticed: the session keeps its settings');
}
