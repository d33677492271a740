import { createClient } from '@celery-results/client';
import { celeryHandlers, createFakeCelery } from '@celery-results/client/msw';
import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { setupWorker } from 'msw/browser';
import { createRoot } from 'react-dom/client';
import { ImportCard } from '../../src/import-card.tsx';

const fake = createFakeCelery();
fake.task('import-1').pending().progress(3, 10).succeed({ rows: 10 });
await setupWorker(...celeryHandlers(fake, { server: 'celery-results' })).start({ quiet: true });

// global: the test uses it, and so can the browser's console
Object.assign(globalThis, { fake });

createRoot(document.body).render(
  <QueryClientProvider client={new QueryClient()}>
    <CeleryResultsProvider client={createClient({ baseUrl: '/celery/' })}>
      <ImportCard id="import-1" />
    </CeleryResultsProvider>
  </QueryClientProvider>,
);
