import type { CeleryClient } from '@celery-results/client';
import { type App, hasInjectionContext, type InjectionKey, inject, provide } from 'vue';

const CLIENT: InjectionKey<CeleryClient> = Symbol('celery-results');

/**
 * Vue plugin that provides a client to a whole app. The composables also need TanStack's `VueQueryPlugin`.
 *
 * @example app.use(VueQueryPlugin).use(celeryResults, { client: createClient({ baseUrl: '/celery/' }) });
 */
export const celeryResults = {
  install(app: App, { client }: { readonly client: CeleryClient }): void {
    app.provide(CLIENT, client);
  },
};

/** Provides a client to the components below this one. Call it in `setup`. */
export function provideCeleryClient(client: CeleryClient): void {
  provide(CLIENT, client);
}

/** Returns the client of the nearest `provideCeleryClient`, or of the app. @throws Error if there is none */
export function useCeleryClient(): CeleryClient {
  const client = hasInjectionContext() ? inject(CLIENT, null) : null;
  if (!client) throw new Error('useCeleryClient needs app.use(celeryResults, { client }), and a call in setup()');
  return client;
}
