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
configure({ asyncUtilTimeout: 15_000 }); // polls are a second apart

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  cleanup();
  fake.reset();
});
afterAll(() => server.close());

test('an import is shown from the queue to its last row', async () => {
  fake.task('import-1').pending().progress(3, 10).succeed({ rows: 10 });
  show('import-1');
  await screen.findByText('Waiting for a worker');
  expect(await screen.findByRole('progressbar')).toHaveProperty('value', 30);
  await screen.findByText('10 rows');
});

test('an import that fails says why', async () => {
  fake.task('import-2').fail('shop.errors.BadFile', 'no header');
  show('import-2');
  await screen.findByText("BadFile('no header')");
});

test('a server that does not answer is not a failed import', async () => {
  fake.failNext(403);
  show('import-3');
  await screen.findByText('The server does not answer');
  expect(fake.requests.map(({ route, ids }) => [route, ...ids])).toEqual([['celery-task_status', 'import-3']]);
});

function show(id: string) {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={createClient({ baseUrl: '/celery/' })}>
        <ImportCard id={id} />
      </CeleryResultsProvider>
    </QueryClientProvider>,
  );
}
// endregion
