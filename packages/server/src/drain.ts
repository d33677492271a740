import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds in which what was sent before the stop arrives, over connections that are not even accepted yet. */
const ON_THE_WAY = 100;

/** A stop that loses nothing, in two steps. */
export interface Drain {
  /** From now on every answer closes its connection, so that load balancers and browsers connect elsewhere. */
  announce(): void;
  /** Stops listening, closes connections that wait, lets requests in flight finish, and settles when the last one has. */
  stop(): Promise<void>;
}

/** Prepares a server for its stop; call it before it listens. */
export function drainable(server: Server): Drain {
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  let stopping = false;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (_request, response) => {
    // a kept connection would hold up the stop
    if (stopping) response.setHeader('Connection', 'close');
    responses.add(response);
    response.once('close', () => responses.delete(response));
  });
  const announce = (): void => {
    stopping = true;
    for (const response of responses) if (!response.headersSent) response.setHeader('Connection', 'close');
  };
  return {
    announce,
    stop: async () => {
      announce();
      await pause(ON_THE_WAY);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // a connection that has not sent a byte yet does not count as idle for Node
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      await closed;
    },
  };
}
