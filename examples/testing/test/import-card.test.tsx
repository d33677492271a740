// region test
import { createClient } from '@celery-results/client';
import { celeryHandlers, createFakeCelery } from '@celery-results/client/msw';
import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ImportCard } from '../src/import-card.tsx';

const fake = createFakeCelery();
const server = setupServer(...celeryHandlers(fake, { baseUrl: '/celery/' }));
configure({ asyncUtilTimeout: 15_000 }); // for a slow machine; the polls below are 100 ms apart

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  cleanup();
  fake.reset();
});
afterAll(() => server.close());

test('shows an import from the queue to its number of rows', async () => {
  fake.task('import-1').pending().progress(3, 10).succeed({ rows: 10 });
  renderCard('import-1');
  await screen.findByText('Waiting for a worker');
  expect(await screen.findByRole('progressbar')).toHaveProperty('value', 30);
  await screen.findByText('10 rows');
});

test('shows the error of an import that fails', async () => {
  fake.task('import-2').fail('shop.errors.BadFile', 'no header');
  renderCard('import-2');
  await screen.findByText("BadFile('no header')");
});

test('shows an error of the server until it answers again', async () => {
  const recover = fake.failNext(503, { times: Infinity });
  fake.task('import-3').succeed({ rows: 10 });
  renderCard('import-3');
  await screen.findByText('The server does not answer');
  recover();
  await screen.findByText('10 rows');
  expect(fake.requests[0]).toMatchObject({ route: 'celery-task_status', ids: ['import-3'] });
});

function renderCard(id: string) {
  const client = createClient({ baseUrl: '/celery/', poll: { interval: 100, maxInterval: 100 } });
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={client}>
        <ImportCard id={id} />
      </CeleryResultsProvider>
    </QueryClientProvider>,
  );
}
// endregion
