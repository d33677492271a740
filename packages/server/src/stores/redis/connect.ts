import { createClient, RESP_TYPES, type RedisClientType } from '@redis/client';
import { findMaster } from './find-master.ts';
import type { RedisLocation } from './redis-location.ts';
import { addressOptions, tlsOptions } from './socket-options.ts';

/** A connection that returns stored values as bytes. */
export type RedisClient = RedisClientType<
  Record<never, never>,
  Record<never, never>,
  Record<never, never>,
  3,
  typeof BYTES
>;

const BYTES: { readonly [RESP_TYPES.BLOB_STRING]: BufferConstructor } = { [RESP_TYPES.BLOB_STRING]: Buffer };

export interface ConnectOptions {
  /** Milliseconds for the connection and its login. */
  readonly timeout: number;
  /** The master's name, for a location with sentinels. */
  readonly master?: string | undefined;
  /** Called once, when the connection is lost. */
  readonly onLost: () => void;
}

/**
 * Connects once. The connection does not reconnect: a new connection may need the address of a new master.
 *
 * @throws ConfigError for a missing master name or a certificate that cannot be read; else the error of the driver
 */
export async function connectClient(
  location: RedisLocation,
  { timeout, master, onLost }: ConnectOptions,
): Promise<RedisClient> {
  const { server, username, password, database } = location;
  const tls = location.tls && (await tlsOptions(location.tls));
  const address =
    server.kind === 'sentinel' ? await findMaster(server, { timeout, master: master ?? server.master, tls }) : server;
  const client = createClient({
    database,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    // otherwise a command could wait for a new connection, and be answered after its deadline
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // the driver's own time-outs would cost a timer for each command
    commandOptions: { timeout: 0 },
    socket: { ...addressOptions(address, tls), connectTimeout: timeout, reconnectStrategy: false },
  });
  // the promise of `connect` or of a command rejects with the same error
  client.on('error', onLost);
  client.on('end', onLost);
  try {
    await client.connect();
  } catch (error) {
    client.destroy();
    throw error;
  }
  return client.withTypeMapping(BYTES);
}
