import type { Failure } from '../failure.ts';
import type { Log } from '../http/log-requests.ts';
import type { Snapshot } from '../metrics/create-metrics.ts';
import type { Child, Ending } from './fork-worker.ts';

/** One of the workers: a process, and the next one when that has ended. */
export interface Kept {
  /** Settles when it listens for the first time. */
  readonly listening: Promise<void>;
  readonly isListening: boolean;
  /** What it had counted when it was last asked. */
  readonly counted: Snapshot | undefined;
  /** Asks it what it has counted. */
  count(): Promise<void>;
  /** Lets it finish, and starts no other one. @returns whether it did finish */
  stop(): Promise<boolean>;
  /** Ends it at once, and starts no other one. */
  kill(): void;
}

export interface Keeping {
  /** From 1 on; the next process has it too. */
  readonly number: number;
  readonly fork: () => Child;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** Told that a process is gone, with what it had counted, and whether it ended by itself. */
  readonly onEnd: (counted: Snapshot | undefined, byItself: boolean) => void;
  /** Told that no process can be started. */
  readonly onFailed: (failure: Failure) => void;
}

/** Milliseconds after which a process has proved itself. */
const STEADY = 10_000;
/** Milliseconds before the next process is started: nothing after one that was steady, this after one that was not, and then ever more. */
const FIRST_WAIT = 250;
const MOST_WAIT = 10_000;
/** Processes in a row that may end before they listen: a database may be away for as long as that takes, which is a minute. */
const MOST_IN_VAIN = 10;

/** Starts a worker, and another one whenever it ends by itself. The first one has to listen. */
export function keepWorker({ number, fork, log, onEnd, onFailed }: Keeping): Kept {
  const first = Promise.withResolvers<void>();
  let child: Child | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let listensSince: number | undefined;
  let hasListened = false;
  let isStopping = false;
  let inVain = 0;
  let unsteady = 0;

  function start(): void {
    const one = fork();
    child = one;
    one.listening.then(() => {
      listensSince = performance.now();
      hasListened = true;
      log.info({ worker: number, pid: one.pid }, 'a worker listens');
      first.resolve();
    });
    one.ended.then((ending) => ended(one, ending));
  }

  function ended({ pid, counted }: Child, { code, signal, failure }: Ending): void {
    child = undefined;
    onEnd(counted, !isStopping);
    if (isStopping) return;
    const lasted = listensSince === undefined ? -1 : performance.now() - listensSince;
    listensSince = undefined;
    inVain = lasted < 0 ? inVain + 1 : 0;
    unsteady = lasted < STEADY ? unsteady + 1 : 0;
    const reason = failure ?? { code: 1, message: `worker ${number} ended with ${signal ?? `code ${code}`}` };
    if (!hasListened || inVain >= MOST_IN_VAIN) {
      onFailed(reason);
      return;
    }
    const ms = Math.min(FIRST_WAIT * (2 ** unsteady - 1), MOST_WAIT);
    log.error({ worker: number, pid, reason: reason.message, ms }, 'a worker ended; another one is started');
    waiting = setTimeout(start, ms);
  }

  function startNoMore(): void {
    isStopping = true;
    clearTimeout(waiting);
  }

  start();
  return {
    listening: first.promise,
    get isListening() {
      return listensSince !== undefined;
    },
    get counted() {
      return child?.counted;
    },
    count: async () => {
      // one that starts has counted nothing, and would be waited for
      if (listensSince !== undefined) await child?.count();
    },
    stop: async () => {
      startNoMore();
      if (!child) return true;
      const hasWork = listensSince !== undefined;
      child.stop();
      const { code } = await child.ended;
      return code === 0 || !hasWork;
    },
    kill: () => {
      startNoMore();
      child?.kill();
    },
  };
}
