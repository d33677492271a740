import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '../../test/open-test-store.ts';
import { type RawClient, rawClient } from '../../test/raw-http.ts';
import { createResultsFile, type ResultsFile } from '../../test/results-file.ts';
import type { OpenedStore } from '../stores/store.ts';
import { createMiddleware } from './create-middleware.ts';
import type { MiddlewareOptions } from './options.ts';

/** A client of an app with the middleware. Use `send` for our paths only: no document describes the app's answers. */
interface Mounted extends RawClient {
  readonly origin: string;
  /** Errors that reached the app's own error handling. */
  readonly errors: readonly unknown[];
}

let results: ResultsFile;
let store: OpenedStore;
const servers: Server[] = [];
const clients: RawClient[] = [];

beforeAll(async () => {
  results = await createResultsFile();
  results.task('ok', { result: '1' });
  store = await openTestStore(results.url);
});
afterAll(async () => {
  for (const client of clients) client.close();
  for (const server of servers) server.close();
  await store.close();
  await results.remove();
});

/** Mounts the middleware in an app that itself fails for every path. */
async function mount(options: Partial<MiddlewareOptions>): Promise<Mounted> {
  const app = new Koa();
  const errors: unknown[] = [];
  app.on('error', (error) => errors.push(error));
  app.use(createMiddleware({ store, ...options }));
  app.use(() => {
    throw new TypeError('the app itself');
  });
  const server = createServer(app.callback()).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = rawClient(origin, `${options.basePath ?? '/celery/'}v1/openapi.json`);
  clients.push(client);
  return { ...client, origin, errors };
}

describe('createMiddleware', () => {
  it.each(['/celery/', '/a.b/c/', '/'])('answers below %s as its document says', async (basePath) => {
    const app = await mount({ basePath });
    const answer = await app.send('GET', `${basePath}task/status/ok/`);
    expect([answer.status, answer.body]).toEqual([200, '{"task": {"id": "ok", "status": "SUCCESS", "result": 1}}']);
    expect(answer.headers['link']).toContain(`<${basePath}v1/>`);
    const known = { headers: { 'If-None-Match': String(answer.headers.etag) } };
    expect((await app.send('HEAD', `${basePath}ok/status/`, known)).status).toBe(304);
    expect(await app.send('PUT', `${basePath}ok/done/`)).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS' });
    expect((await app.send('GET', `${basePath}task/done/ok`)).location).toBe(`${basePath}task/done/ok/`);
    expect(app.errors).toEqual([]);
  });

  it("leaves the app's own errors to the app", async () => {
    const app = await mount({ basePath: '/celery/' });
    const answer = await fetch(`${app.origin}/elsewhere`);
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal Server Error']);
    expect(app.errors).toMatchObject([{ message: 'the app itself' }]);
  });

  it('does not answer paths that its options turn off', async () => {
    const app = await mount({ idFirst: false, appendSlash: false, basePath: '/x/' });
    for (const path of ['/x/ok/status/', '/x/task/status/ok', '/x/', '/X/task/status/ok/', '/celery/ok/done/'])
      expect([path, (await fetch(app.origin + path)).status]).toEqual([path, 500]);
    expect(app.errors).toHaveLength(5);
  });

  it('applies its limits', async () => {
    const app = await mount({ maxUrl: 60, maxIds: 1, maxBody: 40 });
    expect((await app.send('GET', `/celery/task/status/${'a'.repeat(60)}/`)).status).toBe(414);
    const batch = (body: string) =>
      app.send('POST', '/celery/v1/status/', { headers: { 'Content-Type': 'application/json' }, body });
    expect(JSON.parse((await batch('{"tasks": {"a": null, "b": null}}')).body).type).toMatch(/too-many-ids$/);
    expect((await batch(`{"tasks": {"${'a'.repeat(40)}": null}}`)).status).toBe(413);
    expect((await batch('{"tasks": {"ok": null}}')).status).toBe(200);
  });

  it('answers 503 when its store does not answer', async () => {
    const gone = await createResultsFile();
    const closed = await openTestStore(gone.url);
    await closed.close();
    const logged: object[] = [];
    const log = { debug: () => {}, info: () => {}, error: (fields: object) => logged.push(fields) };
    const app = await mount({ store: closed, log });
    expect((await app.send('GET', '/celery/ok/status/')).status).toBe(503);
    expect([logged.length, app.errors.length]).toEqual([1, 0]);
    await gone.remove();
  });
});
