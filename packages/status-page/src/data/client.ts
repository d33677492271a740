import { createClient } from '@celery-results/client';
import { QueryClient } from '@tanstack/react-query';
import { API_ROOT } from './env.ts';

/** The client of the whole page, which therefore has one stream of events. */
export const client = createClient({ baseUrl: API_ROOT.href });

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 1_000 } },
});
