import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { migrate, openStore, type ResultStore } from '@celery-results/server';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShop, SESSION } from '../src/shop.ts';

let database: TestDatabase | undefined;
let store: ResultStore;
let server: Server;
let base = '';

beforeAll(async () => {
  database = await testDatabaseOrSkip('sqlite');
  if (!database) throw new Error('SQLite needs no service');
  await migrate(database.url);
  await database.execute(
    `INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, date_created, date_done)
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

async function ask(path: string, init: RequestInit = {}): Promise<{ answer: Response; text: string }> {
  const headers = new Headers(init.headers);
  if (!headers.has('Cookie')) headers.set('Cookie', SESSION);
  const answer = await fetch(base + path, { redirect: 'manual', ...init, headers });
  return { answer, text: await answer.text() };
}

describe('the shop', () => {
  it('shows tasks to who is signed in, and nothing to others', async () => {
    const { answer, text } = await ask('/api/celery/task/status/good/');
    expect([answer.status, text]).toEqual([200, '{"task": {"id": "good", "status": "SUCCESS", "result": 3}}']);
    const stranger = await ask('/api/celery/task/status/good/', { headers: { Cookie: 'session=guessed' } });
    expect([stranger.answer.status, stranger.text]).toEqual([401, 'Sign in first.']);
  });

  it('says where the batch is, and answers it there', async () => {
    const { answer } = await ask('/api/celery/good/done/');
    expect(answer.headers.get('link')).toBe('</api/celery/v1/>; rel="urn:celery-results:v1"');
    const batch = await ask('/api/celery/v1/status/', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"tasks": {"good": null}}',
    });
    expect(JSON.parse(batch.text).tasks.good).toMatchObject({ known: true, result: 3 });
  });

  it('answers its own faults with problems', async () => {
    for (const [path, init, status] of [
      ['/api/celery/task/status/broken/', {}, 502],
      ['/api/celery/group/status/unknown/', {}, 404],
      ['/api/celery/task/status/good/', { method: 'DELETE' }, 405],
      ['/api/celery/v1/openapi.json?x=1', {}, 400],
    ] as const) {
      const { answer } = await ask(path, init);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        status,
        'application/problem+json',
      ]);
    }
  });

  it('leaves every other path and its headers to the shop', async () => {
    const page = await ask('/');
    expect([page.answer.status, page.text]).toEqual([200, 'The shop\n']);
    for (const header of ['cache-control', 'link', 'referrer-policy', 'x-content-type-options'])
      expect(page.answer.headers.get(header)).toBeNull();
    for (const path of ['/api/celery/', '/api/celery/no/such/path/', '/celery/task/status/good/', '/%ff/']) {
      const { answer, text } = await ask(path);
      expect([answer.status, text]).toEqual([404, 'The shop has no such page.']);
    }
    expect((await ask('/', { method: 'POST' })).answer.status).toBe(200);
  });

  it("keeps the shop's own headers on its answers", async () => {
    const { answer } = await ask('/api/celery/task/status/good/');
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(answer.headers.get('vary')).toBe('Accept-Language, Authorization, Cookie, Origin');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('adds the final slash as Django does', async () => {
    const { answer } = await ask('/api/celery/task/status/good?a=1');
    expect([answer.status, answer.headers.get('location')]).toEqual([301, '/api/celery/task/status/good/?a=1']);
  });
});
