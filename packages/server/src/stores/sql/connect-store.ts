import type { Knex } from 'knex';
import type { StoreOptions } from '../store-kind.ts';
import { connect } from './connect.ts';
import { sessionState, shareSessionState } from './session.ts';
import type { SqlLocation } from './sql-location.ts';

/** Connections for lists. Further lists wait for a free connection. */
const LIST_CONNECTIONS = 2;

/** The connections of a store. */
export interface StoreConnections {
  readonly knex: Knex;
  /** One connection for health checks only: a store whose other connections are busy must not look unhealthy. */
  readonly health: Knex;
  /** Connections for lists and counts over all tasks. Reads of single tasks never wait for them. */
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
