'use client';
import type { CeleryClient } from '@celery-results/client';
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';

const ClientContext = createContext<CeleryClient | null>(null);

/** Provides a client to the hooks below it. The hooks also need TanStack's `QueryClientProvider` above them. */
export function CeleryResultsProvider({
  client,
  children,
}: {
  readonly client: CeleryClient;
  readonly children: ReactNode;
}): ReactNode {
  const first = useRef(client);
  useEffect(() => {
    if (first.current !== client && first.current.scope === client.scope) warnOnce();
  }, [client]);
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>;
}

/** Returns the client of the nearest provider. @throws Error outside of a provider */
export function useCeleryClient(): CeleryClient {
  const client = useContext(ClientContext);
  if (!client) throw new Error('useCeleryClient needs a <CeleryResultsProvider client={…}> above it');
  return client;
}

let hasWarned = false;

/** Warns once about a new client with the same scope, which has lost its etags, the batch and the stream. */
function warnOnce(): void {
  // a bundler replaces this by a constant, as for React, and removes the warning in production
  if (process.env['NODE_ENV'] === 'production' || hasWarned) return;
  hasWarned = true;
  console.warn(
    'CeleryResultsProvider got another client with the same scope. Create the client once, outside of the component.',
  );
}
