import type { Knex } from 'knex';

/** A new connection may have the same number as the connection before it, so every 30th call assumes a change. */
const BACKSTOP_CALLS = 30;

/**
 * Returns a function that returns whether another process may have written to a SQLite file since its last call. SQLite
 * counts these writes for each connection, so the pool must have only one connection.
 */
export function dataVersionCheck(knex: Knex): () => Promise<boolean> {
  let last: unknown;
  let calls = 0;
  return async () => {
    const [row] = await knex.raw<readonly { readonly data_version: number }[]>('PRAGMA data_version');
    const isSame = last === row?.data_version;
    last = row?.data_version;
    calls += 1;
    return !isSame || calls % BACKSTOP_CALLS === 0;
  };
}
