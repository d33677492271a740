import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CountingStore, countingStore } from '../../../test/counting-store.ts';
import { openTestStore } from '../../../test/open-test-store.ts';
import type { RawAnswer } from '../../../test/raw-http.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { type ServedApp, serveApp } from '../../../test/serve-app.ts';
import { bearer, KEY } from '../../../test/tokens.ts';
import { createJwtAuth } from '../auth/jwt-auth.ts';
import type { AppOptions } from '../options.ts';

let results: ResultsFile;
let store: CountingStore;
let app: ServedApp;

beforeEach(async () => {
  results = await createResultsFile();
  results.task('small');
  results.task('large', { result: `"${'x'.repeat(100_000)}"` });
  results.task('other', { result: `"${'y'.repeat(100_000)}"` });
  results.task('huge', { result: `"${'z'.repeat(2_000_000)}"` });
  store = countingStore(await openTestStore(results.url));
});
afterEach(async () => {
  app.close();
  await store.close();
  await results.remove();
});

async function serve(options: Partial<AppOptions> = {}): Promise<void> {
  app = await serveApp({ store, ...options }, options.auth ? await bearer() : {});
}

async function get(path: string, etag?: string): Promise<RawAnswer> {
  return app.send('GET', `/celery/${path}`, etag === undefined ? {} : { headers: { 'If-None-Match': etag } });
}

/** Returns the reads of the store for a request. */
async function readsOf(path: string, etag?: string): Promise<readonly string[]> {
  store.reads.length = 0;
  await get(path, etag);
  return [...store.reads];
}

describe('a large answer', () => {
  it('is read twice, and again after each change of its row; otherwise only its version is read', async () => {
    await serve();
    expect(await readsOf('task/status/large/')).toEqual(['tasks large']);
    expect(await readsOf('task/status/large/')).toEqual(['tasks large']);
    expect(await readsOf('task/status/large/')).toEqual(['versions large']);
    expect(await readsOf('large/status/')).toEqual(['versions large']);
    const before = await get('task/status/large/');
    expect(before.body).toBe(`{"task": {"id": "large", "status": "SUCCESS", "result": "${'x'.repeat(100_000)}"}}`);
    results.setState('large', 'STARTED');
    expect(await readsOf('task/status/large/', before.headers.etag)).toEqual(['versions large', 'tasks large']);
    const after = await get('task/status/large/', before.headers.etag);
    expect([after.status, after.body]).toEqual([200, before.body.replace('SUCCESS', 'STARTED')]);
  });

  it('is kept for clients that see all fields while others see only the state', async () => {
    await serve({ auth: createJwtAuth({ keys: [KEY] }) });
    const all = await bearer({ tasks: ['large'] });
    const state = await bearer({ tasks: ['large'], access: ['status'] });
    const readBy = async (headers: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      store.reads.length = 0;
      await app.send('GET', '/celery/task/status/large/', { headers });
      return [...store.reads];
    };
    for (let time = 0; time < 2; time += 1) {
      expect(await readBy(all)).toEqual(['tasks large']);
      expect(await readBy(state)).toEqual(['tasks large']);
    }
    expect(await readBy(all)).toEqual(['versions large']);
    expect(await readBy(state)).toEqual(['tasks large']);
    expect(await readBy(all)).toEqual(['versions large']);
  });

  it('gets 304 for a known tag without reading the row', async () => {
    await serve();
    for (const id of ['large', 'huge']) {
      await get(`task/status/${id}/`);
      const { headers } = await get(`task/status/${id}/`);
      expect(await readsOf(`task/status/${id}/`, headers.etag)).toEqual([`versions ${id}`]);
      expect((await get(`task/status/${id}/`, headers.etag)).status).toBe(304);
      expect((await get(`task/status/${id}/`, '"other"')).status).toBe(200);
    }
    // too large for the cache to keep the body
    expect(await readsOf('task/status/huge/')).toEqual(['tasks huge']);
  });

  it('is not cached when its row is deleted, or when it is small', async () => {
    await serve();
    for (let time = 0; time < 3; time += 1) await get('task/status/large/');
    results.removeTask('large');
    expect((await get('task/status/large/')).body).toContain('PENDING');
    expect(await readsOf('task/status/large/')).toEqual(['tasks large']);
    expect(await readsOf('task/status/small/')).toEqual(['tasks small']);
    expect(await readsOf('task/status/small/')).toEqual(['tasks small']);
  });

  it('makes space for later answers, and is not cached with a limit of 0', async () => {
    await serve({ cacheSize: 150_000 });
    for (const id of ['large', 'large', 'other', 'other']) await get(`task/status/${id}/`);
    expect(await readsOf('task/status/other/')).toEqual(['versions other']);
    expect(await readsOf('task/status/large/')).toEqual(['tasks large']);
    app.close();
    await serve({ cacheSize: 0 });
    for (let time = 0; time < 3; time += 1) expect(await readsOf('task/status/large/')).toEqual(['tasks large']);
  });
});
