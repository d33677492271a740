import type { Query, QueryClient, QueryKey } from '@tanstack/query-core';

/** The last error of each query that has no data yet. */
const ERRORS = new WeakMap<Query, Error>();

/**
 * Reads for a query function, and keeps the last error until a read succeeds. Each read of a query without data makes
 * TanStack remove its error, so a page would hide and show the error at every poll.
 */
export async function keepError<T>(client: QueryClient, queryKey: QueryKey, read: () => Promise<T>): Promise<T> {
  const query = findQuery(client, queryKey);
  if (!query) return read();
  const error = ERRORS.get(query);
  // this runs before any observer learns that the read has started
  if (error && query.state.data === undefined) query.setState({ status: 'error', error });
  try {
    const status = await read();
    ERRORS.delete(query);
    return status;
  } catch (reason) {
    if (reason instanceof Error) ERRORS.set(query, reason);
    throw reason;
  }
}

/** Finds the query of a key. Undefined after its removal. */
export function findQuery(client: QueryClient, queryKey: QueryKey): Query | undefined {
  return client.getQueryCache().find({ queryKey, exact: true });
}
