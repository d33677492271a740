import type { ChangeSignal } from './change-signal.ts';
import type { ChangeSource } from './change-source.ts';
import { PollLoop } from './poll-loop.ts';
import type { ResultStore, StoreObserver } from './store.ts';

/** Milliseconds between two reads of the versions. */
const INTERVAL_MS = 1_000;
/** Every 30th read of an id without a version reports it. */
const BACKSTOP_READS = 30;

export interface ChangePollerOptions {
  /** Milliseconds between two reads. Default 1,000. */
  readonly interval?: number;
  /**
   * Number of reads after which a watched id without a version is reported, since its changes cannot be seen. Default
   * 30. Use 1 for a storage without versions.
   */
  readonly backstopReads?: number;
  /**
   * Returns cheaply whether anything in the storage may have changed since the last call. If nothing has changed, no
   * ids are read. Default: everything may have changed.
   */
  readonly mayHaveChanged?: () => Promise<boolean>;
  /**
   * Reports changes faster. While the signal is connected, every 30th read reads all ids, to find unreported changes.
   * Default: none.
   */
  readonly signal?: ChangeSignal;
  /** Receives the times of each read. Default: none. */
  readonly observer?: Pick<StoreObserver, 'polled'>;
}

/** A change source that uses timers. */
export interface ChangePoller extends ChangeSource {
  /** Ends all watches. */
  close(): void;
}

/**
 * Finds changes by reading the versions of all watched tasks, and the watched groups, at an interval. It reports an id
 * when its version differs from the last read. A new id is read and reported at once.
 *
 * - Ids are read in chunks that are spread over the interval.
 * - An id that has not changed for a minute is read every fifth time, and after ten minutes every thirtieth time. A
 *   task in a final state is read every fifth time from the start, and after a minute every thirtieth time.
 * - The interval is extended if reads would take more than a fifth of it.
 * - After a read that failed, the next successful read reports every id.
 * - With a signal, a reported id is read at once. A replica may show a change a moment later, so an id with an
 *   unchanged version is read three more times within a second.
 */
export function createChangePoller(results: ResultStore, options: ChangePollerOptions = {}): ChangePoller {
  const { interval = INTERVAL_MS, backstopReads = BACKSTOP_READS, mayHaveChanged, signal, observer } = options;
  const loops = new Set<PollLoop>();
  let isSignalled = false;
  let isStarted = false;
  const setSignalled = (value: boolean): void => {
    isSignalled = value;
    for (const loop of loops) loop.setSignalled(value);
  };
  const startSignal = (): void => {
    if (isStarted) return;
    isStarted = true;
    signal?.start({
      connected: () => setSignalled(true),
      disconnected: () => setSignalled(false),
      changed: (ids) => {
        for (const loop of loops) loop.check(ids);
      },
    });
  };
  return {
    watch: (onChange) => {
      startSignal();
      const loop = new PollLoop({ results, onChange, interval, backstopReads, mayHaveChanged, observer });
      loops.add(loop);
      if (isSignalled) loop.setSignalled(true);
      return {
        set: (ids) => loop.set(ids),
        close: () => {
          loop.close();
          loops.delete(loop);
        },
      };
    },
    close: () => {
      signal?.close();
      for (const loop of loops) loop.close();
      loops.clear();
    },
  };
}
