import type { ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import type { ServeConfig } from '../config.ts';
import type { Failure } from '../failure.ts';
import type { Snapshot } from '../metrics/create-metrics.ts';
import { type FromWorker, isFromWorker, type ToWorker } from './messages.ts';
import { returnConnections } from './return-connections.ts';

/** A process that answers. */
export interface Child {
  readonly pid: number | undefined;
  /** Settles when it listens. */
  readonly listening: Promise<void>;
  /** Settles when it is gone. */
  readonly ended: Promise<Ending>;
  /** What it had counted when it was last asked. */
  readonly counted: Snapshot | undefined;
  /** Asks it what it has counted; settles without an answer when it is gone, or too busy. */
  count(): Promise<void>;
  /** Has it finish what it does, and end. */
  stop(): void;
  kill(): void;
}

export interface Ending {
  /** Null when it did not end by itself. */
  readonly code: number | null;
  readonly signal: string | null;
  /** What it said itself. */
  readonly failure: Failure | undefined;
}

/** Milliseconds that a worker has to say what it has counted. */
const PATIENCE = 1_000;

/** Where a worker's program is: compiled or not, it lies beside this one under the same ending. */
export const WORKER: URL = new URL(import.meta.url.replace(/fork-worker(?=\.\w+$)/, 'worker'));

/** Starts a worker. */
export function forkWorker(number: number, config: ServeConfig): Child {
  const worker = cluster.fork();
  const { process: child } = worker;
  returnConnections(worker);
  const listening = Promise.withResolvers<void>();
  const asking = new Set<() => void>();
  let failure: Failure | undefined;
  let counted: Snapshot | undefined;
  const settle = (): void => {
    for (const resolve of asking) resolve();
  };
  const heed = (message: FromWorker): void => {
    if (message.kind === 'listening') listening.resolve();
    else if (message.kind === 'failed') failure = message.failure;
    else {
      counted = message.snapshot;
      settle();
    }
  };
  const tell = (message: ToWorker): void => {
    if (worker.isConnected()) worker.send(message);
  };
  // a message to a worker that has just ended
  worker.on('error', () => {});
  worker.on('message', (message: unknown) => {
    if (isFromWorker(message)) heed(message);
  });
  const ended = endOf(child).then(({ code, signal }) => ({ code, signal, failure }));
  ended.then(settle);
  tell({ kind: 'start', number, config });
  return {
    pid: child.pid,
    listening: listening.promise,
    ended,
    get counted() {
      return counted;
    },
    count: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      asking.add(resolve);
      const late = setTimeout(resolve, PATIENCE);
      tell({ kind: 'count' });
      return promise.finally(() => {
        clearTimeout(late);
        asking.delete(resolve);
      });
    },
    stop: () => tell({ kind: 'stop' }),
    kill: () => worker.kill('SIGKILL'),
  };
}

/** Its last words may come after it is gone: they have been read when all is closed. */
async function endOf(child: ChildProcess): Promise<Pick<Ending, 'code' | 'signal'>> {
  // no process could be started
  if (child.pid === undefined) return { code: null, signal: null };
  const [code, signal] = await once(child, 'close');
  return { code, signal };
}
