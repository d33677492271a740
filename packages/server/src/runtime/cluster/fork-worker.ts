import type { ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import type { ServeConfig } from '../../config/serve-config.ts';
import type { Snapshot } from '../../metrics/create-metrics.ts';
import type { Failure } from '../failure.ts';
import { type FromWorker, isFromWorker, type ToWorker } from './messages.ts';
import { returnConnections } from './return-connections.ts';

/** A worker's process. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Resolves when the worker listens. */
  readonly listening: Promise<void>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<WorkerExit>;
  /** The last snapshot of the worker's metrics. */
  readonly snapshot: Snapshot | undefined;
  /** Asks for a new snapshot. Resolves without one when the process has ended or is too busy. */
  updateSnapshot(): Promise<void>;
  /** Uses the keys and the store URL of this configuration. */
  reload(config: ServeConfig): void;
  /** Asks the process to finish its requests and end. */
  stop(): void;
  kill(): void;
}

export interface WorkerExit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The failure that the process itself reported. */
  readonly failure: Failure | undefined;
}

/** The time limit for a snapshot. Before it answers, the worker asks its store for up to a second. */
const SNAPSHOT_TIMEOUT_MS = 2_000;

/** The program of a worker. It is beside this file, with the same file extension in `src` and `dist`. */
export const WORKER: URL = new URL(import.meta.url.replace(/fork-worker(?=\.\w+$)/, 'worker'));

/** Starts a worker. */
export function forkWorker(number: number, config: ServeConfig): WorkerProcess {
  const worker = cluster.fork();
  const { process: child } = worker;
  returnConnections(worker);
  const listening = Promise.withResolvers<void>();
  const snapshotRequests = new Set<() => void>();
  let failure: Failure | undefined;
  let snapshot: Snapshot | undefined;
  const resolveRequests = (): void => {
    for (const resolve of snapshotRequests) resolve();
  };
  const onMessage = (message: FromWorker): void => {
    if (message.kind === 'listening') listening.resolve();
    else if (message.kind === 'failed') failure = message.failure;
    else {
      snapshot = message.snapshot;
      resolveRequests();
    }
  };
  const send = (message: ToWorker): void => {
    if (worker.isConnected()) worker.send(message);
  };
  // emitted for a message to a worker that has just ended
  worker.on('error', () => {});
  worker.on('message', (message: unknown) => {
    if (isFromWorker(message)) onMessage(message);
  });
  const ended = endOf(child).then(({ code, signal }) => ({ code, signal, failure }));
  ended.then(resolveRequests);
  send({ kind: 'start', number, config });
  return {
    pid: child.pid,
    listening: listening.promise,
    ended,
    get snapshot() {
      return snapshot;
    },
    updateSnapshot: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      snapshotRequests.add(resolve);
      const timer = setTimeout(resolve, SNAPSHOT_TIMEOUT_MS);
      send({ kind: 'snapshot' });
      return promise.finally(() => {
        clearTimeout(timer);
        snapshotRequests.delete(resolve);
      });
    },
    reload: (next) => send({ kind: 'reload', config: next }),
    stop: () => send({ kind: 'stop' }),
    kill: () => worker.kill('SIGKILL'),
  };
}

/** Waits until the process has ended and its channels are closed: its last messages may arrive after its end. */
async function endOf(child: ChildProcess): Promise<Pick<WorkerExit, 'code' | 'signal'>> {
  // the process could not be started
  if (child.pid === undefined) return { code: null, signal: null };
  const [code, signal] = await once(child, 'close');
  return { code, signal };
}
