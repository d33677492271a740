import type { ConnectionState } from '@celery-results/client';
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';
import { useCeleryClient } from './plugin.ts';

/**
 * Returns a ref of the connection's state: `live` while the server pushes statuses, `polling`, or `offline` after a
 * request that found no server.
 *
 * @throws Error without the plugin `celeryResults`
 */
export function useConnection(): Readonly<ShallowRef<ConnectionState>> {
  const { connection } = useCeleryClient();
  const state = shallowRef(connection.state);
  const unsubscribe = connection.subscribe(() => {
    state.value = connection.state;
  });
  onScopeDispose(unsubscribe);
  return state;
}
