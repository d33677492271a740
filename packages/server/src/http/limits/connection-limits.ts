import type { Server } from 'node:net';
import { networkOf } from './client-address.ts';

export interface ConnectionLimits {
  /** Largest number of connections of a server. */
  readonly all: number;
  /** Largest number of connections of one address; undefined for no limit. All clients of a proxy have its address. */
  readonly perAddress: number | undefined;
}

/** Closes connections above the limits as soon as they are opened. Call it before the server listens. */
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
