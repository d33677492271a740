import { createClient } from '@celery-results/client';
import { celeryHandlers, createFakeCelery } from '@celery-results/client/msw';
import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, render, screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { StartImport } from '../src/start-import.tsx';

const fake = createFakeCelery();
const server = setupServer(...celeryHandlers(fake, { baseUrl: '/celery/' }));
configure({ asyncUtilTimeout: 15_000 });

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  cleanup();
  fake.reset();
  server.resetHandlers();
  sessionStorage.clear();
});
afterAll(() => server.close());

const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

function renderStart(): void {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={createClient({ baseUrl: '/celery/' })}>
        <StartImport />
      </CeleryResultsProvider>
    </QueryClientProvider>,
  );
}

test('starts an import, shows its progress over a reload, and then its rows', async () => {
  server.use(http.post('/imports/', () => HttpResponse.json({ task_id: 'import-1' })));
  fake.task('import-1').progress(3, 10);
  renderStart();
  click('Import');
  const bar = await screen.findByRole('progressbar', { name: 'Import of prices.csv' });
  await expect.poll(() => bar.getAttribute('aria-valuetext'), { timeout: 15_000 }).toBe('30 %');
  cleanup();
  fake.task('import-1').succeed({ rows: 10 });
  renderStart();
  await screen.findByText('10 rows');
});

test('is cancelling until the task is revoked', async () => {
  const cancelled: unknown[] = [];
  server.use(
    http.post('/imports/', () => HttpResponse.json({ task_id: 'import-2' })),
    http.post('/imports/:id/cancel/', ({ params }) => {
      cancelled.push(params['id']);
      return new HttpResponse(null, { status: 202 });
    }),
  );
  fake.task('import-2').started();
  renderStart();
  click('Import');
  await screen.findByRole('button', { name: 'Cancel' });
  click('Cancel');
  await screen.findByRole('button', { name: 'Cancelling' });
  fake.task('import-2').revoke();
  await screen.findByRole('alert');
  expect([cancelled, screen.queryByRole('button', { name: 'Cancelling' })]).toEqual([['import-2'], null]);
});

test('shows the error of an import that is not started', async () => {
  server.use(http.post('/imports/', () => new HttpResponse(null, { status: 413 })));
  renderStart();
  click('Import');
  await screen.findByText('The import was not started: 413');
});
