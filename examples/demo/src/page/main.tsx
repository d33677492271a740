// region setup
import { createClient } from '@celery-results/client';
import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import '@celery-results/example-style/page.css';

const client = createClient({ baseUrl: '/celery/' });

createRoot(document.getElementById('root') as HTMLElement).render(
  <QueryClientProvider client={new QueryClient()}>
    <CeleryResultsProvider client={client}>
      <App />
    </CeleryResultsProvider>
  </QueryClientProvider>,
);
// endregion
