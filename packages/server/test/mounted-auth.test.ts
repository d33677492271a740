import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJwtAuth } from '../src/http/auth/jwt-auth.ts';
import { createMiddleware } from '../src/http/create-middleware.ts';
import type { OpenedStore } from '../src/stores/store.ts';
import { openTestStore } from './open-test-store.ts';
import { type RawClient, rawClient } from './raw-http.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { bearer, KEY, tokenOf } from './tokens.ts';

const SHOP = 'https://shop.example';

let results: ResultsFile;
let store: OpenedStore;
let server: Server;
let client: RawClient;
beforeAll(async () => {
  results = await createResultsFile();
  store = await openTestStore(results.url);
  const app = new Koa();
  app.use(createMiddleware({ store, auth: createJwtAuth({ keys: [KEY] }), allowOrigins: [SHOP] }));
  app.use((ctx) => {
    ctx.body = 'the shop';
  });
  server = createServer(app.callback()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  client = rawClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, null);
});
afterAll(async () => {
  client.close();
  server.close();
  await store.close();
  await results.remove();
});

describe("routes in an app of one's own", () => {
  it('need a token, unlike the rest of the app', async () => {
    const ask = async (path: string, headers: Record<string, string> = {}) =>
      (await client.send('GET', path, { headers })).status;
    const token = await bearer({ tasks: ['a'] });
    expect(await ask('/celery/task/status/a/')).toBe(401);
    expect(await ask('/celery/task/status/a/', token)).toBe(200);
    expect(await ask('/celery/task/status/b/', token)).toBe(403);
    expect(await ask(`/celery/task/status/a/?token=${await tokenOf()}`, token)).toBe(400);
    expect(await ask(`/?token=${await tokenOf()}`)).toBe(200);
  });

  it('let pages of allowed origins read them, unlike the rest of the app', async () => {
    const headers = { Origin: SHOP, 'Access-Control-Request-Method': 'POST' };
    const preflight = await client.send('OPTIONS', '/celery/v1/status/', { headers });
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, SHOP]);
    expect((await client.send('GET', '/celery/a/done/', { headers })).headers).toMatchObject({
      'access-control-allow-origin': SHOP,
    });
    expect((await client.send('GET', '/', { headers })).headers).not.toHaveProperty('access-control-allow-origin');
  });
});
