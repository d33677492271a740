import { type CeleryClient, isPermanentError, type PollOptions } from '@celery-results/client';
import type { Query } from '@tanstack/react-query';

/** A query's last change, by which the next wait is found. */
interface Change {
  readonly data: unknown;
  readonly at: number;
}

interface Polling {
  readonly retry: false;
  readonly staleTime: (query: AnyQuery) => number | 'static';
  readonly refetchInterval: (query: AnyQuery) => number | false;
}

/** A query of whatever key and error. */
interface AnyQuery {
  readonly state: Pick<Query['state'], 'data' | 'dataUpdatedAt' | 'error' | 'errorUpdatedAt'>;
}

/**
 * The TanStack options of a poller: `retry: false` because the client already retries, static once final, and an interval on the client's clock that
 * depends on the last answer alone. Hidden tabs do not poll: that is TanStack's default.
 */
export function polling({ pollDelay }: Pick<CeleryClient, 'pollDelay'>, options: PollOptions): Polling {
  return {
    retry: false,
    staleTime: (query) => (isReady(query.state.data) ? 'static' : 0),
    refetchInterval: (query) => {
      const { data, dataUpdatedAt, error, errorUpdatedAt } = query.state;
      if (isReady(data) || isPermanentError(error)) return false;
      const answeredAt = Math.max(dataUpdatedAt, errorUpdatedAt);
      const last = CHANGES.get(query);
      // structural sharing keeps the same object while nothing changes
      if (last && last.data === data) return pollDelay({ answeredAt, changedAt: last.at }, options);
      // before the first answer there is nothing to count from: the age would be that of 1970
      if (answeredAt > 0) CHANGES.set(query, { data, at: answeredAt });
      return pollDelay({ answeredAt, changedAt: answeredAt }, options);
    },
  };
}

/** Kept by query, so that every observer of one task finds the same interval. */
const CHANGES = new WeakMap<AnyQuery, Change>();

function isReady(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'isReady' in data && data.isReady === true;
}
