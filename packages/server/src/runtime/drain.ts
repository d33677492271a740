import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/** After this time without new data, no connection or request is expected any more. */
const QUIET_MS = 100;
/** The longest wait. Data that arrives later was sent after the stop began. */
const MAX_WAIT_MS = 1_000;
/** Time after which a connection that has sent nothing is closed. */
const SILENT_MS = 500;

/** A stop in two steps that loses no request. */
export interface Drain {
  /**
   * Makes the response of every new request close its connection, so that load balancers and browsers connect
   * elsewhere. For requests in flight, `http/response/reply.ts` closes it: a listener for each response would cost
   * more than most responses do.
   */
  announce(): void;
  /** Stops listening, closes idle connections, lets requests in flight finish, and resolves when the last one has. */
  stop(): Promise<void>;
}

/** Prepares a server for its stop. Call it before the server listens. */
export function drainable(server: Server): Drain {
  const sockets = new Set<Socket>();
  let isStopping = false;
  let arrivedAt = 0;
  server.on('connection', (socket) => {
    arrivedAt = performance.now();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (_request, response) => {
    arrivedAt = performance.now();
    // a connection that is kept alive would delay the stop
    if (isStopping) response.setHeader('Connection', 'close');
  });
  const announce = (): void => {
    isStopping = true;
  };
  return {
    announce,
    stop: async () => {
      announce();
      const since = performance.now();
      do {
        await pause(QUIET_MS);
        // if the process had no CPU time for so long, the timer fires before data that has arrived is read
        await nextTurn();
      } while (performance.now() - arrivedAt < QUIET_MS && performance.now() - since < MAX_WAIT_MS);
      const closed = close(server, sockets);
      // Node does not count a connection as idle before its first byte; a browser may have opened it in advance, or its
      // request has not arrived yet
      const silent = setTimeout(() => {
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      }, SILENT_MS);
      await closed;
      clearTimeout(silent);
    },
  };
}

/**
 * Stops listening, and closes idle connections. For Node a connection is idle as soon as its response is ended, even
 * if a slow network has not taken all data. Here such a connection is closed when all data is sent.
 */
function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const sending = [...sockets].filter((socket) => socket.writableLength > 0);
  for (const socket of sending)
    socket.destroy = () => {
      socket.destroySoon();
      return socket;
    };
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sending) Reflect.deleteProperty(socket, 'destroy');
  return closed;
}
