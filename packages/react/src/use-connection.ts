'use client';
import type { ConnectionState } from '@celery-results/client';
import { useSyncExternalStore } from 'react';
import { useCeleryClient } from './provider.tsx';

/**
 * Returns how the client gets statuses: `live` while the server pushes them, `polling`, or `offline` after a request
 * that found no server. On a server that renders pages it is `polling`.
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
