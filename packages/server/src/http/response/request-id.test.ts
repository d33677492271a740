import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '../../../test/open-test-store.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { type ServedApp, serveApp } from '../../../test/serve-app.ts';
import type { OpenedStore } from '../../stores/store.ts';

let results: ResultsFile;
let store: OpenedStore;
let app: ServedApp;
const lines: object[] = [];
beforeAll(async () => {
  results = await createResultsFile();
  store = await openTestStore(results.url);
  const log = { debug: () => {}, info: (fields: object) => lines.push(fields), error: () => {} };
  app = await serveApp({ store, log });
});
afterAll(async () => {
  app.close();
  await store.close();
  await results.remove();
});

const GENERATED = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

describe('the id of a request', () => {
  it.each(['abc-123_4.5', 'x'.repeat(128)])('is the one of the client, if it is safe: %s', async (id) => {
    const answer = await app.send('GET', '/celery/a/done/', { headers: { 'X-Request-Id': id } });
    expect(answer.headers['x-request-id']).toBe(id);
    await expect.poll(() => lines.at(-1)).toMatchObject({ id, route: 'celery-is_task_successful' });
  });

  it.each(['', 'a b', 'x'.repeat(129), '"}{', 'é'])('is created if the client sends no safe one: %j', async (id) => {
    const answer = await app.send('GET', '/nowhere', { headers: { 'X-Request-Id': id } });
    expect(answer.headers['x-request-id']).toMatch(GENERATED);
    await expect.poll(() => lines.at(-1)).toMatchObject({ id: answer.headers['x-request-id'], route: 'unmatched' });
  });
});
