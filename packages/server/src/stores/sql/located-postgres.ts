import PostgresClient, { type PostgresConnection } from 'knex/lib/dialects/postgres/index.js';
import { isLoopback } from '../../lib/is-loopback.ts';
import { ConfigError } from '../../problems/errors.ts';
import { codeOf } from './errors/failure-of.ts';
import { checkSearchPath } from './search-path.ts';
import { sessionState } from './session.ts';
import type { ServerAddress } from './sql-location.ts';
import { nodeTls, type TlsOptions, tlsAttempts } from './tls-settings.ts';
import type { TargetServer } from './url-parameters.ts';
import { warnOfPlainText } from './warn-of-plain-text.ts';

/** The roles of accepted servers, in the order in which they are tried. */
const PASSES: Readonly<Record<TargetServer, readonly Exclude<TargetServer, 'prefer-standby'>[]>> = {
  any: ['any'],
  primary: ['primary'],
  standby: ['standby'],
  'prefer-standby': ['standby', 'any'],
};

/** Errors that have nothing to do with TLS. After any other error, an attempt with or without TLS may succeed. */
const NOT_OF_TLS: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOENT',
  '28P01',
  '3D000',
  '53300',
  '57P03',
  '08P01',
];

/**
 * Knex's client of PostgreSQL. Like libpq, it connects to the first server with the right role, with TLS as `sslmode`
 * says.
 */
export class LocatedPostgresClient extends PostgresClient {
  override async _acquireOnlyConnection(): Promise<PostgresConnection> {
    const { servers, target } = this.connectionSettings.location;
    let last: unknown = new Error(`no server of the store URL is a ${target}`);
    for (const wanted of PASSES[target])
      for (const server of servers) {
        try {
          const connection = await this.#connectTo(server);
          if (await fits(connection, wanted)) return connection;
          await connection.end();
        } catch (error) {
          if (servers.length === 1 || !mayOtherAnswer(error)) throw error;
          last = error;
        }
      }
    throw last;
  }

  async #connectTo(server: ServerAddress): Promise<PostgresConnection> {
    const { socket, tls } = this.connectionSettings.location;
    if (socket !== undefined) return this.#open({ ...server, host: socket }, undefined);
    const isLocal = isLoopback(server.host);
    const attempts = tlsAttempts(tls, isLocal);
    for (const [index, options] of attempts.entries()) {
      try {
        const connection = await this.#open(server, options);
        if (!options && !isLocal) warnOfPlainText(sessionState(this), server.host, 'sslmode=require');
        return connection;
      } catch (error) {
        if (index === attempts.length - 1 || isNotOfTls(error)) throw error;
      }
    }
    throw new Error('there is an attempt for every mode of TLS');
  }

  async #open({ host, port }: ServerAddress, tls: TlsOptions | undefined): Promise<PostgresConnection> {
    const { location, options, connectionTimeoutMillis, ...settings } = this.connectionSettings;
    const { hasSettings } = sessionState(this);
    if (!hasSettings && location.options !== undefined)
      throw new ConfigError('the pooler refuses the options of the store URL: name the schema with --schema');
    const connection = new this.driver.Client({
      ...settings,
      // copies of the settings do not include the password
      password: location.password,
      host,
      port,
      ...(hasSettings && options !== '' ? { options } : {}),
      ssl: tls ? nodeTls(tls) : false,
      connectionTimeoutMillis: Math.ceil(connectionTimeoutMillis / location.servers.length),
    });
    // Knex checks this property before it uses a connection again
    connection.on('error', (error: Error) => {
      connection.__knex__disposed = error;
    });
    connection.on('end', () => {
      connection.__knex__disposed = 'the connection ended';
    });
    await connection.connect();
    try {
      await checkSearchPath(connection, location.options);
    } catch (error) {
      await connection.end();
      throw error;
    }
    return connection;
  }
}

function isNotOfTls(error: unknown): boolean {
  return error instanceof ConfigError || NOT_OF_TLS.includes(codeOf(error)) || isTimeout(error);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout/.test(error.message);
}

/** Whether another server may succeed. A wrong password or database name fails on every server. */
function mayOtherAnswer(error: unknown): boolean {
  return !(error instanceof ConfigError) && !/^(?:28|3D)/.test(codeOf(error));
}

async function fits(connection: PostgresConnection, wanted: TargetServer): Promise<boolean> {
  if (wanted === 'any') return true;
  const { rows } = await connection.query('SELECT pg_is_in_recovery() AS is_standby');
  return rows[0]?.['is_standby'] === (wanted === 'standby');
}
