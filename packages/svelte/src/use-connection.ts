import type { ConnectionState } from '@celery-results/client';
import { createSubscriber } from 'svelte/reactivity';
import { getCeleryClient } from './client-context.ts';

/**
 * Returns the state of the client's connection. `current` is `live` while the server pushes statuses, `polling`, or
 * `offline` after a request that found no server.
 *
 * @throws Error without `setCeleryClient` above
 */
export function useConnection(): { readonly current: ConnectionState } {
  const { connection } = getCeleryClient();
  const subscribe = createSubscriber((update) => connection.subscribe(update));
  return {
    get current() {
      subscribe();
      return connection.state;
    },
  };
}
