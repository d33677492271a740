import type { CeleryClient } from '@celery-results/client';
import { getContext, setContext } from 'svelte';

const CLIENT = Symbol.for('celery-results client');

/**
 * Provides a client to the components below this one. Call it while the component initialises. The functions of this
 * package also need TanStack's `QueryClientProvider`.
 *
 * @example setCeleryClient(createClient({ baseUrl: '/celery/' }));
 */
export function setCeleryClient(client: CeleryClient): CeleryClient {
  return setContext(CLIENT, client);
}

/** Returns the client of the nearest `setCeleryClient`. @throws Error if there is none */
export function getCeleryClient(): CeleryClient {
  const client = getContext<CeleryClient | undefined>(CLIENT);
  if (!client) throw new Error('getCeleryClient needs setCeleryClient(client) in a component above');
  return client;
}
