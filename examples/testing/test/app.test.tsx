import { celeryHandlers, createFakeCelery } from '@celery-results/client/msw';
import { cleanup, configure, render, screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { App } from '../src/app.tsx';

// The quick start of the repository's README.
const fake = createFakeCelery();
const server = setupServer(...celeryHandlers(fake, { baseUrl: '/celery/' }));
configure({ asyncUtilTimeout: 15_000 }); // polls are a second apart

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(cleanup);
afterAll(() => server.close());

test('a task is shown from its first percent to its result', async () => {
  fake.task('report').pending().progress(3, 10).succeed({ rows: 10 });
  render(<App taskId="report" />);
  const bar = await screen.findByRole('progressbar');
  expect(bar).toHaveProperty('value', 0);
  await expect.poll(() => bar, { timeout: 15_000 }).toHaveProperty('value', 30);
  await screen.findByText('Result: {"rows":10}');
});

test('a task that failed or was revoked, and a server that refuses, are shown as such', async () => {
  fake.task('failed').fail('ValueError', 'row 7: price is missing');
  fake.task('revoked').revoke('terminated');
  render(<App taskId="failed" />);
  await screen.findByText('row 7: price is missing');
  render(<App taskId="revoked" />);
  await screen.findByText('The task was revoked');
  fake.failNext(403);
  render(<App taskId="refused" />);
  await screen.findByText(/403/);
});
