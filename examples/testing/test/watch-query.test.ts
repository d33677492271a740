import { celeryHandlers, createFakeCelery } from '@celery-results/client/msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showTask } from '../src/watch-query.ts';

const fake = createFakeCelery();
const server = setupServer(...celeryHandlers(fake, { baseUrl: '/celery/' }));

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

test('an observer of the query options gets each status until the final one, and then sends nothing', async () => {
  fake.task('import-1').progress(3, 10).succeed({ rows: 10 });
  const phases: string[] = [];
  const stop = showTask('import-1', ({ phase }) => phases.push(phase));
  await expect.poll(() => phases.at(-1), { timeout: 15_000 }).toBe('succeeded');
  expect(phases).toContain('running');
  const sent = fake.requests.length;
  stop();
  showTask('import-1', ({ phase }) => phases.push(phase))();
  expect(fake.requests.length).toBe(sent);
});
