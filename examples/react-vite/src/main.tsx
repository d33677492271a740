import { createClient } from '@celery-results/client';
import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const address = new URLSearchParams(location.search);
const client = createClient({ baseUrl: address.get('base') ?? '/celery/' });

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={client}>
        <App
          tasks={address.get('tasks')?.split(',') ?? []}
          group={address.get('group')}
          result={address.get('result')}
        />
      </CeleryResultsProvider>
    </QueryClientProvider>
  </StrictMode>,
);
