import type { ServeConfig } from '../../config/serve-config.ts';
import type { Log } from '../../lib/log.ts';
import type { Snapshot } from '../../metrics/create-metrics.ts';
import type { Failure } from '../failure.ts';
import type { WorkerExit, WorkerProcess } from './fork-worker.ts';

/** A worker that is kept running: when its process ends, the next one is started. */
export interface SupervisedWorker {
  /** Resolves when the worker listens for the first time. */
  readonly listening: Promise<void>;
  readonly isListening: boolean;
  /** The last snapshot of the worker's metrics. */
  readonly snapshot: Snapshot | undefined;
  /** Asks for a new snapshot. */
  updateSnapshot(): Promise<void>;
  /** Uses the keys and the store URL of this configuration. A process that starts later receives them from `fork`. */
  reload(config: ServeConfig): void;
  /** Lets the process finish its requests, and starts no other. @returns whether it finished them */
  stop(): Promise<boolean>;
  /** Ends the process at once, and starts no other. */
  kill(): void;
}

export interface SuperviseOptions {
  /** Number of the worker, from 1. Its next process has the same number. */
  readonly number: number;
  readonly fork: () => WorkerProcess;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** Called when a process has ended, with its last snapshot, and whether it ended without a request to stop. */
  readonly onEnd: (snapshot: Snapshot | undefined, byItself: boolean) => void;
  /** Called when starting processes has failed too often. */
  readonly onFailed: (failure: Failure) => void;
}

/** A process that listened for this long is stable. */
const STABLE_MS = 10_000;
/**
 * The wait before the next process after an unstable one. It doubles each time. After a stable process there is no
 * wait.
 */
const FIRST_RESTART_MS = 250;
const MAX_RESTART_MS = 10_000;
/** Number of failed starts in a row before the worker fails. They take about a minute, as an outage may. */
const MAX_FAILED_STARTS = 10;

/** Starts a worker, and another process each time one ends unexpectedly. The first process has to listen. */
export function superviseWorker({ number, fork, log, onEnd, onFailed }: SuperviseOptions): SupervisedWorker {
  const first = Promise.withResolvers<void>();
  let child: WorkerProcess | undefined;
  let restart: ReturnType<typeof setTimeout> | undefined;
  let listensSince: number | undefined;
  let hasListened = false;
  let isStopping = false;
  let failedStarts = 0;
  let unstable = 0;

  function start(): void {
    const started = fork();
    child = started;
    started.listening.then(() => {
      listensSince = performance.now();
      hasListened = true;
      log.info({ worker: number, pid: started.pid }, 'a worker listens');
      first.resolve();
    });
    started.ended.then((exit) => onExit(started, exit));
  }

  function onExit({ pid, snapshot }: WorkerProcess, { code, signal, failure }: WorkerExit): void {
    child = undefined;
    onEnd(snapshot, !isStopping);
    if (isStopping) return;
    const lasted = listensSince === undefined ? -1 : performance.now() - listensSince;
    listensSince = undefined;
    failedStarts = lasted < 0 ? failedStarts + 1 : 0;
    unstable = lasted < STABLE_MS ? unstable + 1 : 0;
    const reason = failure ?? { code: 1, message: `worker ${number} ended with ${signal ?? `code ${code}`}` };
    if (!hasListened || failedStarts >= MAX_FAILED_STARTS) {
      onFailed(reason);
      return;
    }
    const ms = Math.min(FIRST_RESTART_MS * (2 ** unstable - 1), MAX_RESTART_MS);
    log.error({ worker: number, pid, reason: reason.message, ms }, 'a worker ended; another one is started');
    restart = setTimeout(start, ms);
  }

  function stopRestarting(): void {
    isStopping = true;
    clearTimeout(restart);
  }

  start();
  return {
    listening: first.promise,
    get isListening() {
      return listensSince !== undefined;
    },
    get snapshot() {
      return child?.snapshot;
    },
    updateSnapshot: async () => {
      // a process that is starting has no counts yet, and would answer late
      if (listensSince !== undefined) await child?.updateSnapshot();
    },
    reload: (config) => child?.reload(config),
    stop: async () => {
      stopRestarting();
      if (!child) return true;
      const hasWork = listensSince !== undefined;
      child.stop();
      const { code } = await child.ended;
      return code === 0 || !hasWork;
    },
    kill: () => {
      stopRestarting();
      child?.kill();
    },
  };
}
