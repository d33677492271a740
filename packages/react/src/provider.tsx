'use client';
import type { CeleryClient } from '@celery-results/client';
import { createContext, type ReactNode, useContext } from 'react';

const ClientContext = createContext<CeleryClient | null>(null);

/** Hands a client to the hooks below it. Wants TanStack's `QueryClientProvider` around it too. */
export function CeleryResultsProvider({
  client,
  children,
}: {
  readonly client: CeleryClient;
  readonly children: ReactNode;
}): ReactNode {
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>;
}

/** The client of the nearest provider. @throws Error outside of one */
export function useCeleryClient(): CeleryClient {
  const client = useContext(ClientContext);
  if (!client) throw new Error('useCeleryClient needs a <CeleryResultsProvider client={…}> above it');
  return client;
}
