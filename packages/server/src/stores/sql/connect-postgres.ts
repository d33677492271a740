import knex, { type Knex } from 'knex';
import { commonOptions, type SessionOptions } from './connection-options.ts';
import { DeadlinePostgresClient } from './deadline-clients.ts';
import { LocatedPostgresClient } from './located-postgres.ts';
import type { NetworkLocation } from './sql-location.ts';

/** The settings of a connection. */
export interface PostgresSettings {
  readonly location: NetworkLocation;
  /** Settings of the session. '' if there are none. */
  readonly options: string;
  readonly connectionTimeoutMillis: number;
}

export function connectPostgres(location: NetworkLocation, session: SessionOptions): Knex {
  const { write, timeout } = session;
  const { user, database } = location;
  return knex({
    ...commonOptions(session),
    client: write ? LocatedPostgresClient : DeadlinePostgresClient,
    connection: {
      location,
      ...(user === '' ? {} : { user }),
      database,
      options: [location.options ?? '', write ? '' : sessionSettings(timeout)].join(' ').trim(),
      connectionTimeoutMillis: timeout,
      keepAlive: true,
      application_name: 'celery-results-server',
    } as Knex.PgConnectionConfig,
  });
}

/** Settings of a read-only session, as libpq's `options` parameter takes them. */
function sessionSettings(timeout: number): string {
  const settings = {
    default_transaction_read_only: 'on',
    // every read is by a unique column: a plan of a small table must not scan the table after it has grown
    enable_seqscan: 'off',
    statement_timeout: timeout,
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}
