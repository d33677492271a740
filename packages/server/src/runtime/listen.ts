import { chmod } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Address, addressText, originOf } from '../lib/address.ts';
import { createBackOff } from '../lib/back-off.ts';
import type { Log } from '../lib/log.ts';
import { ConfigError } from '../problems/errors.ts';
import { ProcessFailed } from './failure.ts';
import { removeStaleSocket } from './stale-socket.ts';

/** Waits between two attempts. The port becomes free when another process has finished its requests. */
const RETRY_MS = { first: 100, max: 1_000 };

/**
 * Listens, and returns the origin, such as `http://127.0.0.1:8787`. While another process uses the address, it tries
 * again.
 *
 * @param log receives one line when the address is in use
 * @throws ConfigError when the process may not use the address; ProcessFailed when this machine has no such address
 */
export async function listen(server: Server, address: Address, log: Pick<Log, 'error'>): Promise<string> {
  const backOff = createBackOff(RETRY_MS);
  let origin = await listenOnce(server, address);
  if (origin === undefined) log.error({}, `${addressText(address)} is in use; the server tries again until it is free`);
  while (origin === undefined) {
    await pause(backOff.next());
    origin = await listenOnce(server, address);
  }
  return origin;
}

/** Tries once. Returns undefined when another process uses the address. */
export async function listenOnce(server: Server, address: Address): Promise<string | undefined> {
  let error = await errorOfListening(server, address);
  if (error?.code === 'EADDRINUSE' && 'socket' in address && (await removeStaleSocket(address.socket)))
    error = await errorOfListening(server, address);
  if (error?.code === 'EADDRINUSE') return undefined;
  if (error) throw toListenError(error, address);
  if ('socket' in address) {
    await chmod(address.socket, address.mode);
    return originOf(address);
  }
  const { port } = server.address() as AddressInfo;
  return originOf({ host: address.host, port });
}

function errorOfListening(server: Server, address: Address): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const onListening = (): void => {
      server.off('error', onError);
      resolve(undefined);
    };
    const onError = (error: Error): void => {
      server.off('listening', onListening);
      resolve(error);
    };
    server.once('listening', onListening);
    server.once('error', onError);
    server.listen('socket' in address ? { path: address.socket } : address);
  });
}

function toListenError(error: NodeJS.ErrnoException, address: Address): Error {
  const message = `cannot listen on ${addressText(address)}: ${error.code ?? error.message}`;
  // a machine that is starting may get the address later: a service manager restarts the server after this code
  return error.code === 'EACCES' ? new ConfigError(message) : new ProcessFailed({ code: 1, message });
}
