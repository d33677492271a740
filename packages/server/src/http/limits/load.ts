import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import type { Middleware } from 'koa';
import { Refused } from '../../problems.ts';

/** How much this process has to do. */
export interface Load {
  /** Requests whose answer is not sent yet. */
  readonly inFlight: number;
  /** Milliseconds by which the event loop was late of late. */
  readonly loopDelay: number;
  /** Takes a request in; the function that it gives back lets it out. Undefined when there are too many. */
  enter(): (() => void) | undefined;
  close(): void;
}

export interface LoadLimits {
  readonly maxInFlight: number;
  /** Milliseconds. */
  readonly maxLoopDelay: number;
}

const RESOLUTION = 10;
/** Milliseconds over which the delay is averaged: one large row must not count. */
const WINDOW = 500;
const NANOSECONDS = 1e6;

/** Measures until it is closed. */
export function createLoad({ maxInFlight, maxLoopDelay }: LoadLimits): Load {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  let loopDelay = 0;
  let inFlight = 0;
  const sampling = setInterval(() => {
    // it measures the whole pause between two turns of its own timer
    if (histogram.count > 0) loopDelay = Math.max(0, histogram.mean / NANOSECONDS - RESOLUTION);
    histogram.reset();
  }, WINDOW).unref();
  return {
    get inFlight() {
      return inFlight;
    },
    get loopDelay() {
      return loopDelay;
    },
    enter: () => {
      if (inFlight >= maxInFlight || loopDelay > maxLoopDelay) return undefined;
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

/** Refuses what would only wait, before anything is done for it. */
export function shedLoad(load: Load): Middleware {
  return async (ctx, next) => {
    const leave = load.enter();
    if (!leave) throw new Refused('overloaded', { headers: { 'Retry-After': retryAfter() } });
    try {
      await next();
    } finally {
      // a stream goes on for as long as it is read; everything else is sent at once
      if (ctx.body instanceof Readable && !ctx.res.closed) ctx.res.once('close', leave);
      else leave();
    }
  };
}

/** Seconds from 1 to 3, so that those who were refused together do not come back together. */
function retryAfter(): string {
  return String(1 + Math.floor(Math.random() * 3));
}
