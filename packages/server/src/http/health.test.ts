import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createResultsFile, type ResultsFile } from '../../test/results-file.ts';
import { type ServedApp, serveApp } from '../../test/serve-app.ts';
import { openStore } from '../stores/open-store.ts';
import type { ResultStore } from '../stores/store.ts';
import { createReadiness, type Readiness } from './readiness.ts';

let results: ResultsFile;
let store: ResultStore;
beforeAll(async () => {
  results = await createResultsFile();
  store = await openStore(results.url, { timeout: 300 });
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

  it('are green, to GET and HEAD only, and quiet', async () => {
    for (const path of ['/livez', '/readyz']) {
      const answer = await app.send('GET', path);
      expect([answer.status, answer.body, answer.headers['cache-control']]).toEqual([200, 'ok\n', 'no-store']);
      expect((await app.send('HEAD', path)).status).toBe(200);
      const refused = await app.send('POST', path);
      expect([refused.status, refused.allow]).toEqual([405, 'GET, HEAD']);
    }
    expect(new Set(lines.map(({ level }) => level))).toEqual(new Set(['debug']));
  });

  it('are red for readiness, and green for life, while the database is locked', async () => {
    const writer = new Database(results.file);
    writer.exec('BEGIN EXCLUSIVE');
    const red = await app.send('GET', '/readyz');
    expect([red.status, JSON.parse(red.body).type]).toEqual([503, 'urn:celery-results:problem:store-unavailable']);
    expect((await app.send('GET', '/livez')).status).toBe(200);
    writer.exec('ROLLBACK');
    writer.close();
    await expect.poll(async () => (await app.send('GET', '/readyz')).status, { timeout: 5_000 }).toBe(200);
  });

  it('are red for readiness from the moment that the server drains', async () => {
    expect((await app.send('GET', '/readyz')).status).toBe(200);
    readiness.drain();
    const red = await app.send('GET', '/readyz');
    expect([red.status, JSON.parse(red.body).type]).toEqual([503, 'urn:celery-results:problem:draining']);
    expect((await app.send('GET', '/livez')).status).toBe(200);
  });

  it('are not there where the app is mounted without them', async () => {
    const mounted = await serveApp({ store });
    expect((await mounted.send('GET', '/readyz')).status).toBe(404);
    mounted.close();
  });
});

describe('createReadiness', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks once a second, however many ask it', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const readiness = createReadiness({
      ...store,
      tasks: async () => {
        asked += 1;
        return new Map();
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

  it('waits no longer than a second for an answer', async () => {
    vi.useFakeTimers();
    const readiness = createReadiness({ ...store, tasks: () => new Promise(() => {}) });
    const answer = readiness.check();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await answer).toBe('store-unavailable');
  });
});
