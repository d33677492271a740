import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTestStore } from '../../../test/open-test-store.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { type ServedApp, serveApp } from '../../../test/serve-app.ts';
import { StoreUnavailable } from '../../problems/errors.ts';
import type { OpenedStore } from '../../stores/store.ts';
import { createReadiness, type Readiness } from './readiness.ts';

let results: ResultsFile;
let store: OpenedStore;
beforeAll(async () => {
  results = await createResultsFile();
  store = await openTestStore(results.url);
});
afterAll(async () => {
  await store.close();
  await results.remove();
});

describe('the health routes', () => {
  let app: ServedApp;
  let readiness: Readiness;
  const lines: { readonly level: string; readonly fields: object }[] = [];
  const tell = (level: string) => (fields: object) => lines.push({ level, fields });
  beforeEach(async () => {
    readiness = createReadiness(store);
    const log = { debug: tell('debug'), info: tell('info'), error: tell('error') };
    app = await serveApp({ store, log, operations: { readiness } });
    lines.length = 0;
  });
  afterEach(() => app.close());

  it('answer 200 to GET and HEAD only, and log at level debug', async () => {
    for (const path of ['/livez', '/readyz']) {
      const answer = await app.send('GET', path);
      expect([answer.status, answer.body, answer.headers['cache-control']]).toEqual([200, 'ok\n', 'no-store']);
      expect((await app.send('HEAD', path)).status).toBe(200);
      const refused = await app.send('POST', path);
      expect([refused.status, refused.allow]).toEqual([405, 'GET, HEAD']);
    }
    expect(new Set(lines.map(({ level }) => level))).toEqual(new Set(['debug']));
  });

  it('answer 503 on /readyz and 200 on /livez while the database is locked', async () => {
    const writer = new Database(results.file);
    writer.exec('BEGIN EXCLUSIVE');
    const red = await app.send('GET', '/readyz');
    expect([red.status, JSON.parse(red.body).type]).toEqual([503, 'urn:celery-results:problem:store-unavailable']);
    expect((await app.send('GET', '/livez')).status).toBe(200);
    writer.exec('ROLLBACK');
    writer.close();
    await expect.poll(async () => (await app.send('GET', '/readyz')).status, { timeout: 5_000 }).toBe(200);
  });

  it('answer 503 on /readyz from the start of a drain', async () => {
    expect((await app.send('GET', '/readyz')).status).toBe(200);
    readiness.drain();
    const red = await app.send('GET', '/readyz');
    expect([red.status, JSON.parse(red.body).type]).toEqual([503, 'urn:celery-results:problem:draining']);
    expect((await app.send('GET', '/livez')).status).toBe(200);
  });

  it('do not exist in an app without readiness', async () => {
    const mounted = await serveApp({ store });
    expect((await mounted.send('GET', '/readyz')).status).toBe(404);
    mounted.close();
  });
});

describe('createReadiness', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('queries once a second for any number of checks', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const readiness = createReadiness({
      ...store,
      check: async () => {
        asked += 1;
      },
    });
    await Promise.all(Array.from({ length: 50 }, () => readiness.check()));
    vi.advanceTimersByTime(900);
    await readiness.check();
    expect(asked).toBe(1);
    vi.advanceTimersByTime(200);
    await readiness.check();
    expect(asked).toBe(2);
  });

  it('is not ready while the check of the store fails', async () => {
    expect(await createReadiness(store).check()).toBeUndefined();
    const check = (): Promise<void> => Promise.reject(new StoreUnavailable('gone'));
    expect(await createReadiness({ check }).check()).toBe('store-unavailable');
  });

  it('waits no longer than a second for an answer', async () => {
    vi.useFakeTimers();
    const readiness = createReadiness({ ...store, check: () => new Promise(() => {}) });
    const answer = readiness.check();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await answer).toBe('store-unavailable');
  });
});
