import { type CeleryClient, isPermanentError, type PollOptions } from '@celery-results/client';
import type { Query } from '@tanstack/query-core';

/** State of the polls of a query. Times are in milliseconds since 1970. */
interface PolledQuery {
  readonly data: unknown;
  /** Time of the last change of the data. */
  readonly changedAt: number;
  /** Time of the first error after the last response. */
  readonly failingSince: number | undefined;
}

/** The TanStack options that {@link createPolling} sets. They override the defaults of the QueryClient. */
export interface Polling {
  readonly retry: false;
  readonly structuralSharing: true;
  readonly staleTime: (query: AnyQuery) => number;
  readonly refetchInterval: (query: AnyQuery) => number | false;
}

/** A query with any key and any type of error. */
interface AnyQuery {
  readonly state: Pick<Query['state'], 'data' | 'dataUpdatedAt' | 'error' | 'errorUpdatedAt'>;
}

/** Options of {@link createPolling}. */
export interface PollingOptions extends PollOptions {
  /** Time after which the query reads only once more, in milliseconds since 1970. */
  readonly deadline?: ((query: AnyQuery) => number | undefined) | undefined;
}

/**
 * Celery before 5.7 may write REVOKED for a task that still runs. A revoked task is therefore read four more times, at
 * growing intervals. This is the first interval.
 */
const FIRST_LOOK_MS = 5_000;
const LAST_LOOK_MS = 30_000;

/**
 * Creates the TanStack options of a polling query. `retry` is false, since the next poll is the retry. A final status
 * is never stale, so only an invalidation or a refetch reads it again. `refetchInterval` is the client's `pollDelay`:
 * minutes while the status is pushed, else computed from the last response. It is false after a final status or a
 * permanent error. The delays depend on structural sharing, which keeps the same data object while nothing changes.
 *
 * By default, TanStack stops polling in a hidden tab.
 */
export function createPolling(
  { pollDelay }: Pick<CeleryClient, 'pollDelay'>,
  { interval, maxInterval, deadline = () => undefined }: PollingOptions,
  isPushed: () => boolean = () => false,
): Polling {
  // throws for a wrong interval while the component renders
  pollDelay({ answeredAt: 0, changedAt: 0 }, { interval, maxInterval });
  return {
    retry: false,
    structuralSharing: true,
    staleTime: ({ state: { data } }) => (isReady(data) && data.phase !== 'revoked' ? Number.POSITIVE_INFINITY : 0),
    refetchInterval: (query) => {
      const { data, dataUpdatedAt, error, errorUpdatedAt } = query.state;
      const answeredAt = Math.max(dataUpdatedAt, errorUpdatedAt);
      const { changedAt, failingSince } = observe(query, answeredAt);
      if (isPermanentError(error)) return false;
      if (isReady(data)) return data.phase === 'revoked' ? delayOfLook(answeredAt - changedAt) : false;
      const delay = pollDelay({ answeredAt, changedAt, failingSince }, { interval, maxInterval, isPushed: isPushed() });
      const restMs = (deadline(query) ?? Number.POSITIVE_INFINITY) - answeredAt;
      return answeredAt > 0 && restMs > 0 ? Math.min(delay, restMs) : delay;
    },
  };
}

/** Polled queries, so that all observers of a query compute the same interval. */
const POLLED = new WeakMap<AnyQuery, PolledQuery>();

function observe(query: AnyQuery, answeredAt: number): PolledQuery {
  const { data, dataUpdatedAt, errorUpdatedAt } = query.state;
  const last = POLLED.get(query);
  // structural sharing keeps the same object while the data does not change
  const changedAt = last && last.data === data ? last.changedAt : answeredAt;
  const isFailing = errorUpdatedAt > dataUpdatedAt;
  const polled = { data, changedAt, failingSince: isFailing ? (last?.failingSince ?? errorUpdatedAt) : undefined };
  // before the first response the time is 0, which must not count as a change
  if (answeredAt > 0) POLLED.set(query, polled);
  return polled;
}

function delayOfLook(silenceMs: number): number | false {
  return silenceMs < LAST_LOOK_MS && Math.max(FIRST_LOOK_MS, silenceMs);
}

function isReady(data: unknown): data is { readonly isReady: true; readonly phase: unknown } {
  return typeof data === 'object' && data !== null && 'isReady' in data && data.isReady === true;
}
