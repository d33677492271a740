import { createClient } from '@celery-results/client';
import { QueryClient } from '@tanstack/react-query';
import { API_ROOT } from './env.ts';

/** One client, and so one stream of events, for the whole page. */
export const client = createClient({ baseUrl: API_ROOT.href });

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 1_000 } },
});
