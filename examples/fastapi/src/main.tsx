import { createClient } from '@celery-results/client';
import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const client = createClient({ baseUrl: '/celery/' });

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={client}>
        <App />
      </CeleryResultsProvider>
    </QueryClientProvider>
  </StrictMode>,
);
