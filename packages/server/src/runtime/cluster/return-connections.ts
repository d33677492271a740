import cluster, { type Worker } from 'node:cluster';
import { isObject } from '../../lib/is-object.ts';

/**
 * Re-dispatches connections that were offered to a worker which died before accepting them. Node would wait for the
 * worker's answer forever, and so would the client. This function answers Node in the worker's place that it does not
 * accept, as a worker does that stopped listening. Should Node change these internal messages one day, this function
 * does nothing.
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
    // an offered connection keeps Node from noticing that the worker has ended
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
