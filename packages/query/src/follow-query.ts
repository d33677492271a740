import type { Follower } from '@celery-results/client';
import { focusManager, type Query, type QueryCache, type QueryClient, type QueryKey } from '@tanstack/query-core';

/** Registers a follower with a client. Returns the function that removes it. */
export type Follow<TStatus> = (follower: Follower<TStatus>) => () => void;

/** A query that gets pushed statuses while it has observers. */
interface FollowedQuery {
  start(): void;
  stop(): void;
}

/** Followed queries by cache. One subscription serves all queries of a cache. */
const CACHES = new WeakMap<QueryCache, Map<Query, FollowedQuery>>();

/**
 * Writes pushed statuses into the data of a query while it has observers. When the server stops pushing, the query
 * reads again, which restarts the timer of its polls.
 */
export function followQuery<TStatus>(queryClient: QueryClient, queryKey: QueryKey, follow: Follow<TStatus>): void {
  const cache = queryClient.getQueryCache();
  const query = cache.find({ queryKey });
  const followed = CACHES.get(cache) ?? watchCache(cache);
  if (!query || followed.has(query)) return;
  let unfollow: (() => void) | undefined;
  const follower: Follower<TStatus> = {
    onStatus: (status) => void queryClient.setQueryData(queryKey, status),
    onLost: () => {
      // a hidden page polls when it is visible again
      if (focusManager.isFocused()) void queryClient.refetchQueries({ queryKey, exact: true, type: 'active' });
    },
  };
  const entry: FollowedQuery = {
    start: () => {
      unfollow ??= follow(follower);
    },
    stop: () => {
      unfollow?.();
      unfollow = undefined;
    },
  };
  followed.set(query, entry);
  if (query.getObserversCount() > 0) entry.start();
}

function watchCache(cache: QueryCache): Map<Query, FollowedQuery> {
  const followed = new Map<Query, FollowedQuery>();
  CACHES.set(cache, followed);
  cache.subscribe(({ type, query }) => {
    const entry = followed.get(query);
    if (type === 'observerAdded') entry?.start();
    else if (type === 'observerRemoved' && query.getObserversCount() === 0) entry?.stop();
    else if (type === 'removed') {
      entry?.stop();
      followed.delete(query);
    }
  });
  return followed;
}
