import cluster, { type Worker } from 'node:cluster';
import { isObject } from '../../lib/is-object.ts';

/**
 * Gives connections to another worker when their worker died before it accepted them. Node would wait for the dead
 * worker's answer forever, and so would the client. This function sends Node the answer of a worker that has stopped
 * listening: the connection is not accepted. If Node changes these internal messages, this function does nothing.
 */
export function returnConnections(worker: Worker): void {
  const { process: child } = worker;
  const offered = new Map<unknown, unknown>();
  const send = child.send.bind(child) as (...all: unknown[]) => boolean;
  child.send = (...all: unknown[]) => {
    const [message, connection] = all;
    if (isObject(message) && message['act'] === 'newconn') offered.set(message['seq'], connection);
    return send(...all);
  };
  child.on(INTERNAL, (message: unknown) => {
    if (isObject(message)) offered.delete(message['ack']);
  });
  child.once('close', () => {
    if (offered.size === 0) return;
    // without this call, Node does not notice the end of a worker with an offered connection
    worker.disconnect();
    const isLast = Object.values(cluster.workers ?? {}).every((one) => !one?.isConnected());
    for (const [ack, connection] of offered)
      if (isLast) close(connection);
      else child.emit(INTERNAL, { cmd: 'NODE_CLUSTER', ack, accepted: false });
  });
}

const INTERNAL = 'internalMessage';

function close(connection: unknown): void {
  if (isObject(connection) && typeof connection['close'] === 'function') connection['close']();
}
