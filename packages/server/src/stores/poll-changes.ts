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
   * Reads after which a watched id without a version is reported: what the storage stores without one is noticed then.
   * Default 30; 1 for a storage without versions.
   */
  readonly backstopReads?: number;
  /**
   * Tells cheaply whether anything in the storage may have changed since the last call. Where it did not, nothing else
   * is read. Default: everything may have changed.
   */
  readonly mayHaveChanged?: () => Promise<boolean>;
  /**
   * Reports changes faster. While it is connected, every 30th read looks at all ids, and finds what was not reported.
   * Default: none.
   */
  readonly signal?: ChangeSignal;
  /** Receives the time of each read. Default: none. */
  readonly observer?: Pick<StoreObserver, 'polled'>;
}

/** A change source that holds timers. */
export interface ChangePoller extends ChangeSource {
  /** Ends all watches. */
  close(): void;
}

/**
 * Finds changes by reading the versions of all watched tasks, and the watched groups, at an interval. It reports an id
 * when its version differs from the last read, and with the first read after it was added, which comes at once.
 *
 * - Ids are read in chunks that are spread over the interval.
 * - An id that has not changed for a minute is read every fifth time, after ten minutes every thirtieth time. A task in
 *   a final state is read every fifth time from the start, and after a minute every thirtieth time.
 * - The interval stretches so that reads take no more than a fifth of it.
 * - A read that fails is a gap: the next one that succeeds reports every id.
 * - With a signal, an id that it reports is read at once. A replica may show a change a moment later, so an id whose
 *   version is the same is read three times more within a second.
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
