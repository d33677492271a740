import pg from 'pg';
import { isLoopback } from '../../lib/is-loopback.ts';
import type { NetworkLocation } from './sql-location.ts';
import { nodeTls, tlsAttempts } from './tls-settings.ts';

/** Milliseconds after which the operating system checks a silent connection. */
const KEEP_ALIVE_MS = 10_000;

export interface ListeningClientOptions {
  /** The number of the attempt. It selects the server of the URL, and whether TLS is used, if the URL allows both. */
  readonly attempt: number;
  /** Milliseconds to connect. */
  readonly timeout: number;
}

/** Creates a client of PostgreSQL outside of the pool, for notifications. The caller connects it. */
export function listeningClient(location: NetworkLocation, { attempt, timeout }: ListeningClientOptions): pg.Client {
  const { servers, socket, user, password, database, tls } = location;
  const ways = servers.flatMap((server) =>
    (socket === undefined ? tlsAttempts(tls, isLoopback(server.host)) : [undefined]).map((options) => ({
      server,
      options,
    })),
  );
  const { server, options } = ways[attempt % ways.length] ?? { server: location, options: undefined };
  return new pg.Client({
    host: socket ?? server.host,
    port: server.port,
    ...(user === '' ? {} : { user }),
    password,
    database,
    ssl: options ? nodeTls(options) : false,
    connectionTimeoutMillis: timeout,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'celery-results-server notifications',
  });
}

/** Closes the connection without a closing message, which a dead peer would not answer. */
export function endAtOnce(client: pg.Client): void {
  const { connection } = client as unknown as { readonly connection?: { readonly stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}
