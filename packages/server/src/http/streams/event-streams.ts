import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from 'koa';
import type { ScopedStore } from '../../access/access.ts';
import type { Hub } from '../../changes/hub.ts';
import { problemUpdate } from '../../changes/update.ts';
import { ProblemError } from '../../problems/problems.ts';
import type { BatchQuery } from '../../views/batch-query.ts';
import { readableIds } from '../../views/readable-ids.ts';
import { defaultBudgetBytes } from '../limits/memory-budget.ts';
import { createRevokedEnd } from './end-revoked.ts';
import { type EndReason, EventStream } from './event-stream.ts';
import { startStream } from './send-streams.ts';
import {
  countStreamsInMemory,
  retryAfter,
  type StreamCounter,
  type StreamLimits,
  type StreamOwner,
} from './stream-counts.ts';
import { STREAM_TIMES, type StreamTimes } from './stream-times.ts';

/** The streams of events of a process. They have their own limits, and do not count as requests in flight. */
export interface EventStreams {
  /** The number of open streams. */
  readonly count: number;
  /**
   * Makes the response of a request a stream when its first states are read.
   *
   * @throws ProblemError `overloaded`, `too-many-streams`, `draining`; StoreUnavailable
   */
  open(ctx: Context, request: StreamRequest): Promise<void>;
  /**
   * Refuses new streams, and ends the open ones one after the other over a time. So their clients do not all reconnect
   * to other servers at once.
   */
  drain(milliseconds: number): Promise<void>;
}

export interface StreamRequest {
  readonly store: ScopedStore;
  readonly query: BatchQuery;
  readonly owner: StreamOwner;
}

export interface EventStreamsOptions {
  readonly hub: Hub;
  readonly limits: StreamLimits;
  /** Counts the streams of tokens and addresses. Default: in this process. */
  readonly counter?: StreamCounter;
  readonly times?: StreamTimes;
  /** Bytes that may wait for all clients together. Default: a quarter of the heap. */
  readonly maxWaitingBytes?: number;
  /** Called when a stream has ended. Default: no call. */
  readonly onEnd?: ((reason: EndReason) => void) | undefined;
}

const TICK_MS = 1_000;
/** The longest duration of a stop, for each stream. */
const DRAIN_MS_PER_STREAM = 2;

export function createEventStreams(options: EventStreamsOptions): EventStreams {
  const { hub, limits, times = STREAM_TIMES, maxWaitingBytes = defaultBudgetBytes(), onEnd } = options;
  const counter = options.counter ?? countStreamsInMemory(limits);
  const open = new Set<EventStream>();
  const endRevoked = createRevokedEnd(open, times.revocationMs);
  /** Streams that are being counted. */
  let entering = 0;
  let ticking: ReturnType<typeof setInterval> | undefined;
  let isDraining = false;

  async function enter(owner: StreamOwner): Promise<() => void> {
    entering += 1;
    try {
      return await counter.enter(owner);
    } finally {
      entering -= 1;
    }
  }

  /** Disconnects the clients with the most waiting bytes, until the others fit into the memory for streams. */
  function cutLargest(): void {
    let waiting = 0;
    for (const stream of open) waiting += stream.waitingBytes;
    if (waiting <= maxWaitingBytes) return;
    for (const stream of [...open].sort((a, b) => b.waitingBytes - a.waitingBytes)) {
      if (waiting <= maxWaitingBytes) return;
      waiting -= stream.waitingBytes;
      stream.cut();
    }
  }

  function tick(): void {
    const now = performance.now();
    for (const stream of open) stream.tick(now);
    void endRevoked(now);
    cutLargest();
    if (open.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  }

  return {
    get count() {
      return open.size;
    },
    open: async (ctx, { store, query, owner }) => {
      if (isDraining) throw draining();
      if (open.size + entering >= limits.all) throw overloaded();
      const leave = await enter(owner);
      if (ctx.res.destroyed || isDraining) {
        leave();
        throw draining();
      }
      const stream = new EventStream({
        view: store.view,
        etags: new Map([...query.tasks, ...query.groups]),
        expiresAt: store.expiresAt,
        revocation: store.revocation,
        times,
        onEnd: (ended, reason) => {
          leave();
          open.delete(ended);
          onEnd?.(reason);
        },
      });
      open.add(stream);
      ticking ??= setInterval(tick, TICK_MS).unref();
      ctx.res.once('close', () => stream.end('client'));
      try {
        const { tasks, groups, problems } = await readableIds(store, query);
        if (!hub.mayWatch({ tasks, groups }, owner.address)) throw overloaded();
        const updates = [...problems].map(([id, problem]) => problemUpdate(id, problem));
        await stream.begin(hub.watch({ tasks, groups }, stream, owner.address), updates);
      } catch (error) {
        stream.end('client');
        throw isDraining ? draining() : error;
      }
      startStream(ctx, (res) => stream.open(res));
    },
    drain: async (milliseconds) => {
      isDraining = true;
      const streams = [...open];
      const end = performance.now() + Math.min(milliseconds, streams.length * DRAIN_MS_PER_STREAM);
      for (const [at, stream] of streams.entries()) {
        const left = streams.length - at;
        const wait = ((end - performance.now()) / left) * 2 * Math.random();
        if (wait >= 1) await pause(wait);
        stream.close('draining');
      }
    },
  };
}

function overloaded(): ProblemError {
  return new ProblemError('overloaded', { headers: retryAfter() });
}

function draining(): ProblemError {
  return new ProblemError('draining', { headers: { 'Retry-After': '1' } });
}
