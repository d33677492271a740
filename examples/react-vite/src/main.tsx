import { createClient } from '@celery-results/client';
import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import '@celery-results/example-style/page.css';

const parameters = new URLSearchParams(location.search);
const client = createClient({ baseUrl: parameters.get('base') ?? '/celery/' });

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={client}>
        <App
          tasks={parameters.get('tasks')?.split(',') ?? []}
          group={parameters.get('group')}
          result={parameters.get('result')}
        />
      </CeleryResultsProvider>
    </QueryClientProvider>
  </StrictMode>,
);
