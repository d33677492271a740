import { createClient } from '@redis/client';
import { StoreConfigError } from '../../problems/errors.ts';
import type { RedisAddress, SentinelAddresses } from './redis-location.ts';
import { addressOptions, type TlsOptions } from './socket-options.ts';

export interface FindMasterOptions {
  /** Milliseconds for each sentinel. */
  readonly timeout: number;
  readonly master: string | undefined;
  readonly tls: TlsOptions | undefined;
}

/**
 * Asks the sentinels, one after the other, for the address of the master.
 *
 * @throws StoreConfigError if no name of the master is configured; Error if no sentinel knows the master
 */
export async function findMaster(
  { sentinels, username, password }: SentinelAddresses,
  { timeout, master, tls }: FindMasterOptions,
): Promise<RedisAddress> {
  if (master === undefined)
    throw new StoreConfigError(
      'a sentinel store URL needs --sentinel-master: the master_name of result_backend_transport_options in Celery',
    );
  const errors: unknown[] = [];
  for (const sentinel of sentinels) {
    const client = createClient({
      ...(username === '' ? {} : { username }),
      ...(password === '' ? {} : { password }),
      disableClientInfo: true,
      maintNotifications: 'disabled',
      socket: {
        ...addressOptions({ kind: 'address', ...sentinel }, tls),
        connectTimeout: timeout,
        socketTimeout: timeout,
        reconnectStrategy: false,
      },
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const reply: unknown = await client.sendCommand(['SENTINEL', 'get-master-addr-by-name', master]);
      if (Array.isArray(reply)) return { kind: 'address', host: String(reply[0]), port: Number(reply[1]) };
      errors.push(new Error(`this sentinel knows no master "${master}"`));
    } catch (error) {
      errors.push(error);
    } finally {
      client.destroy();
    }
  }
  throw new AggregateError(errors, `no sentinel gives the address of the master "${master}"`);
}
