import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';

/** Milliseconds without anything new after which nothing is taken to be on its way any more, accepted or not. */
const QUIET = 100;
/** Milliseconds after which what still comes is new, and not on its way. */
const MOST_WAIT = 1_000;
/** Milliseconds that a connection which has said nothing has left to say something. */
const SILENT = 500;

/** A stop that loses nothing, in two steps. */
export interface Drain {
  /**
   * From now on every request's answer closes its connection, so that load balancers and browsers connect elsewhere. That those in flight do is the app's to see to
   * (http/reply.ts): a listener for each answer's end costs more than most answers.
   */
  announce(): void;
  /** Stops listening, closes connections that wait, lets requests in flight finish, and settles when the last one has. */
  stop(): Promise<void>;
}

/** Prepares a server for its stop; call it before it listens. */
export function drainable(server: Server): Drain {
  const sockets = new Set<Socket>();
  let stopping = false;
  let arrivedAt = 0;
  server.on('connection', (socket) => {
    arrivedAt = performance.now();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (_request, response) => {
    arrivedAt = performance.now();
    // a kept connection would hold up the stop
    if (stopping) response.setHeader('Connection', 'close');
  });
  const announce = (): void => {
    stopping = true;
  };
  return {
    announce,
    stop: async () => {
      announce();
      const since = performance.now();
      do {
        await pause(QUIET);
        // of a process that had no core for so long, the timer comes before what has arrived meanwhile
        await turn();
      } while (performance.now() - arrivedAt < QUIET && performance.now() - since < MOST_WAIT);
      const closed = close(server, sockets);
      // a connection that has not sent a byte yet does not count as idle for Node: it may be a browser's in reserve, or its request is on the way
      const silent = setTimeout(() => {
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      }, SILENT);
      await closed;
      clearTimeout(silent);
    },
  };
}

/**
 * Stops listening, and closes what waits for a request. Node takes a connection for that as soon as its answer is ended, and would cut off
 * what a slow network has not taken yet; here it is closed when all is sent.
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
