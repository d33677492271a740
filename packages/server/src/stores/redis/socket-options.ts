import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { ConfigError } from '../../problems/errors.ts';
import type { RedisAddress, RedisLocation, RedisTls } from './redis-location.ts';

/** Options of Node's `tls.connect`. */
export interface TlsOptions extends Omit<ConnectionOptions, 'host' | 'port' | 'path'> {
  readonly tls: true;
}

/** Options of the driver's socket. */
export type AddressOptions =
  | { readonly path: string; readonly tls: false }
  | { readonly host: string; readonly port: number }
  | (TlsOptions & { readonly host: string; readonly port: number });

export function addressOptions(
  address: Exclude<RedisLocation['server'], { kind: 'sentinel' }>,
  tls?: TlsOptions,
): AddressOptions {
  if (address.kind === 'socket') return { path: address.path, tls: false };
  const { host, port } = address;
  return tls === undefined ? { host, port } : { host, port, servername: serverName(address), ...tls };
}

/** The server name for TLS. Empty for an IP address, which TLS does not accept as a name. */
function serverName({ host }: RedisAddress): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

/** @throws ConfigError for a file that cannot be read */
export async function tlsOptions({
  isChecked,
  isHostChecked,
  authorities,
  certificate,
  key,
}: RedisTls): Promise<TlsOptions> {
  const read = async (name: string, file: string | undefined): Promise<Buffer | undefined> => {
    try {
      return file === undefined ? undefined : await readFile(file);
    } catch (error) {
      throw new ConfigError(`the file of ${name} in the store URL cannot be read`, { cause: error });
    }
  };
  const [ca, cert, privateKey] = [
    await read('ssl_ca_certs', authorities),
    await read('ssl_certfile', certificate),
    // without a key file, Python reads the key from the certificate's file
    await read('ssl_keyfile', key ?? certificate),
  ];
  return {
    tls: true,
    rejectUnauthorized: isChecked,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(privateKey === undefined ? {} : { key: privateKey }),
    ...(isHostChecked ? {} : { checkServerIdentity: () => undefined }),
  };
}
