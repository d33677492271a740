import type { Knex } from 'knex';
import type { StoreOptions } from '../store-kind.ts';
import { connect } from './connect.ts';
import { sessionState, shareSessionState } from './session.ts';
import type { SqlLocation } from './sql-location.ts';

/** Connections for lists: a client that lists waits for those before it. */
const LIST_CONNECTIONS = 2;

/** The connections of a store. */
export interface StoreConnections {
  readonly knex: Knex;
  /** One connection for checks alone: requests that keep all others busy do not make the store look unhealthy. */
  readonly health: Knex;
  /** Connections for lists and numbers over all tasks, so that reads of single tasks never wait for these. */
  readonly lists: Knex;
  close(): Promise<void>;
}

/** @throws ConfigError, StoreUnavailable as {@link connect} does */
export function connectStore(location: SqlLocation, options: StoreOptions): StoreConnections {
  const { timeout, preparedStatements, warn } = options;
  const settings = {
    ...(timeout === undefined ? {} : { timeout }),
    ...(preparedStatements === undefined ? {} : { preparedStatements }),
    warn,
  };
  const knex = connect(location, settings);
  const health = connect(location, { ...settings, connections: 1 });
  const lists = connect(location, { ...settings, connections: LIST_CONNECTIONS });
  for (const { client } of [health, lists]) shareSessionState(client, sessionState(knex.client));
  return {
    knex,
    health,
    lists,
    close: async () => {
      await knex.destroy();
      await health.destroy();
      await lists.destroy();
    },
  };
}
