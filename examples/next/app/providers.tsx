'use client';
import { createClient } from '@celery-results/client';
import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

// the path that next.config.ts rewrites to Django
const client = createClient({ baseUrl: '/celery/', scope: 'celery' });

/** Provides both clients. The query client is state: on the server, visitors must not share one. */
export function Providers({ children }: { readonly children: ReactNode }): ReactNode {
  const [queryClient] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={queryClient}>
      <CeleryResultsProvider client={client}>{children}</CeleryResultsProvider>
    </QueryClientProvider>
  );
}
