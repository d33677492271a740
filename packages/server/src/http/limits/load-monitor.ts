import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The load of this process. */
export interface LoadMonitor {
  /** Requests whose answer is not sent yet. */
  readonly inFlight: number;
  /** The recent delay of the event loop, in milliseconds. */
  readonly loopDelay: number;
  /**
   * Counts a request, and returns the function that ends the count. Undefined if there are too many requests, in total
   * or from this address.
   *
   * @param address undefined: the request has no address, and only the total is limited
   */
  enter(address: string | undefined): (() => void) | undefined;
  close(): void;
}

export interface LoadLimits {
  readonly maxInFlight: number;
  /** Milliseconds. */
  readonly maxLoopDelay: number;
}

/**
 * One address may use at most this part of the capacity that others leave free. So each further address still gets a
 * part.
 */
const ADDRESS_PART = 0.75;
const RESOLUTION_MS = 10;
/** The delay is averaged over this time, so that a single large row has little effect. */
const WINDOW_MS = 500;
const NANOSECONDS_PER_MS = 1e6;

/** Measures until it is closed. */
export function createLoadMonitor({ maxInFlight, maxLoopDelay }: LoadLimits): LoadMonitor {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let loopDelay = 0;
  let inFlight = 0;
  const byAddress = new Map<string, number>();
  const hasShare = (own: number): boolean => own === 0 || own + 1 <= (maxInFlight - (inFlight - own)) * ADDRESS_PART;

  function enterOf(address: string): (() => void) | undefined {
    const own = byAddress.get(address) ?? 0;
    if (!hasShare(own)) return undefined;
    inFlight += 1;
    byAddress.set(address, own + 1);
    return () => {
      inFlight -= 1;
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left === 0) byAddress.delete(address);
      else byAddress.set(address, left);
    };
  }

  const sampling = setInterval(() => {
    // the histogram contains the whole time between two ticks of its timer
    if (histogram.count > 0) loopDelay = Math.max(0, histogram.mean / NANOSECONDS_PER_MS - RESOLUTION_MS);
    histogram.reset();
  }, WINDOW_MS).unref();
  return {
    get inFlight() {
      return inFlight;
    },
    get loopDelay() {
      return loopDelay;
    },
    enter: (address) => {
      if (inFlight >= maxInFlight || loopDelay > maxLoopDelay) return undefined;
      if (address !== undefined) return enterOf(address);
      inFlight += 1;
      return () => {
        inFlight -= 1;
      };
    },
    close: () => {
      clearInterval(sampling);
      histogram.disable();
    },
  };
}
