import type { Server } from 'node:net';
import { networkOf } from './client-address.ts';

export interface ConnectionLimits {
  /** Connections of a server. */
  readonly all: number;
  /** Connections of one network address; undefined for any number. Behind a proxy, the proxy has one address. */
  readonly perAddress: number | undefined;
}

/** Closes connections beyond the limits as soon as they are made. Call it before the server listens. */
export function limitConnections(server: Server, { all, perAddress }: ConnectionLimits): void {
  server.maxConnections = all;
  if (perAddress === undefined) return;
  const counts = new Map<string, number>();
  server.prependListener('connection', (socket) => {
    const address = networkOf(socket.remoteAddress ?? '');
    const count = counts.get(address) ?? 0;
    if (count >= perAddress) {
      socket.destroy();
      return;
    }
    counts.set(address, count + 1);
    socket.once('close', () => {
      const rest = (counts.get(address) ?? 1) - 1;
      if (rest === 0) counts.delete(address);
      else counts.set(address, rest);
    });
  });
}
