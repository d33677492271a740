import cluster, { type Worker } from 'node:cluster';
import { isObject } from '../is-object.ts';

/**
 * Has connections given to another worker that were handed to one that died before it took them: Node waits for its answer for ever, and so would
 * who connected. Node is told in its place that it does not take them, as a worker says itself when it does not listen any more. Should Node's own
 * messages be others one day, nothing is done here.
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
    // what was not taken keeps Node from noticing by itself
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
