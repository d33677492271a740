'use client';
import type { ConnectionState } from '@celery-results/client';
import { useSyncExternalStore } from 'react';
import { useCeleryClient } from './provider.tsx';

/**
 * Returns the state of the client's connection: `live` while the server pushes statuses, `polling`, or `offline` after
 * a request that found no server. During server rendering it is `polling`.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example <span data-state={useConnection()} />
 */
export function useConnection(): ConnectionState {
  const { connection } = useCeleryClient();
  return useSyncExternalStore(
    connection.subscribe,
    () => connection.state,
    () => 'polling',
  );
}
