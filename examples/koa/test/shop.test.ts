import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { migrate, type OpenedStore, openStore } from '@celery-results/server';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShop, SESSION } from '../src/shop.ts';

let database: TestDatabase | undefined;
let store: OpenedStore;
let server: Server;
let base = '';

beforeAll(async () => {
  database = await testDatabaseOrSkip('sqlite');
  if (!database) throw new Error('SQLite needs no service');
  await migrate(database.url);
  await database.execute(
    `INSERT INTO django_celery_results_taskresult
       (task_id, status, content_type, content_encoding, result, date_created, date_done)
     VALUES ('good', 'SUCCESS', 'application/json', 'utf-8', '3', '2026-01-02', '2026-01-02'),
            ('broken', 'SUCCESS', 'application/json', 'utf-8', '{', '2026-01-02', '2026-01-02')`,
  );
  store = await openStore(database.url);
  server = createShop(store).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await store.close();
  await database?.close();
});

/** Sends a request as a signed-in visitor, unless `init` has another cookie. */
async function request(path: string, init: RequestInit = {}): Promise<{ response: Response; text: string }> {
  const headers = new Headers(init.headers);
  if (!headers.has('Cookie')) headers.set('Cookie', SESSION);
  const response = await fetch(base + path, { redirect: 'manual', ...init, headers });
  return { response, text: await response.text() };
}

describe('the shop', () => {
  it('sends the status of tasks to signed-in visitors, and 401 to others', async () => {
    const { response, text } = await request('/api/celery/task/status/good/');
    expect([response.status, text]).toEqual([200, '{"task": {"id": "good", "status": "SUCCESS", "result": 3}}']);
    const stranger = await request('/api/celery/task/status/good/', { headers: { Cookie: 'session=guessed' } });
    expect([stranger.response.status, stranger.text]).toEqual([401, 'Sign in first.']);
  });

  it('announces the batch, and serves it', async () => {
    const { response } = await request('/api/celery/good/done/');
    expect(response.headers.get('link')).toBe(
      '</api/celery/v1/>; rel="urn:celery-results:v1", </api/celery/v1/events/>; rel="urn:celery-results:events"',
    );
    const batch = await request('/api/celery/v1/status/', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"tasks": {"good": null}}',
    });
    expect(JSON.parse(batch.text).tasks.good).toMatchObject({ known: true, result: 3 });
  });

  it('answers errors of the status URLs with problems', async () => {
    for (const { path, init, status } of [
      { path: '/api/celery/task/status/broken/', init: {}, status: 502 },
      { path: '/api/celery/group/status/unknown/', init: {}, status: 404 },
      { path: '/api/celery/task/status/good/', init: { method: 'DELETE' }, status: 405 },
      { path: '/api/celery/v1/openapi.json?x=1', init: {}, status: 400 },
    ]) {
      const { response } = await request(path, init);
      expect([path, response.status, response.headers.get('content-type')]).toEqual([
        path,
        status,
        'application/problem+json',
      ]);
    }
  });

  it('does not change other paths and their headers', async () => {
    const page = await request('/');
    expect([page.response.status, page.text]).toEqual([200, 'The shop\n']);
    for (const header of ['cache-control', 'link', 'referrer-policy', 'x-content-type-options'])
      expect(page.response.headers.get(header)).toBeNull();
    for (const path of ['/api/celery/', '/api/celery/no/such/path/', '/celery/task/status/good/', '/%ff/']) {
      const { response, text } = await request(path);
      expect([response.status, text]).toEqual([404, 'The shop has no such page.']);
    }
    expect((await request('/', { method: 'POST' })).response.status).toBe(200);
  });

  it("keeps the shop's own headers on its answers", async () => {
    const { response } = await request('/api/celery/task/status/good/');
    expect(response.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(response.headers.get('vary')).toBe('Accept-Language, Authorization, Cookie, Origin');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('adds the final slash as Django does', async () => {
    const { response } = await request('/api/celery/task/status/good?a=1');
    expect([response.status, response.headers.get('location')]).toEqual([301, '/api/celery/task/status/good/?a=1']);
  });
});
