import type { AddressInfo, Server } from 'node:net';
import { ConfigError } from './errors.ts';

export interface Address {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/**
 * Listens, and gives where: such as `http://127.0.0.1:8787`.
 *
 * @throws ConfigError when the address cannot be had
 */
export async function listen(server: Server, { host, port }: Address): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'it is in use' : (error.code ?? error.message);
      reject(new ConfigError(`cannot listen on ${host} port ${port}: ${reason}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}
