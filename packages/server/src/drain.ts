import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Prepares a server for a stop that loses nothing; call it before it listens. The function that it gives back stops listening, closes
 * connections that wait, lets requests in flight finish, and settles when the last one has.
 */
export function drainable(server: Server): () => Promise<void> {
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
  return () =>
    new Promise((resolve) => {
      stopping = true;
      for (const response of responses) if (!response.headersSent) response.setHeader('Connection', 'close');
      server.close(() => resolve());
      server.closeIdleConnections();
      // a connection that has not sent a byte yet does not count as idle for Node
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    });
}
