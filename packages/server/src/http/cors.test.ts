import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from '../../test/results-file.ts';
import { batchRequest, type ServedApp, serveApp } from '../../test/serve-app.ts';
import { bearer, KEY } from '../../test/tokens.ts';
import { openStore } from '../stores/open-store.ts';
import type { ResultStore } from '../stores/store.ts';
import { createJwtAuth } from './auth/jwt-auth.ts';

const SHOP = 'https://shop.example';

let results: ResultsFile;
let store: ResultStore;
let app: ServedApp;
let closed: ServedApp;
let token: { readonly Authorization: string };
beforeAll(async () => {
  results = await createResultsFile();
  store = await openStore(results.url);
  token = await bearer({ tasks: ['a'] });
  app = await serveApp(
    { store, auth: createJwtAuth({ keys: [KEY] }), allowOrigins: [SHOP, 'http://localhost:5173'] },
    token,
  );
  closed = await serveApp({ store });
});
afterAll(async () => {
  app.close();
  closed.close();
  await store.close();
  await results.remove();
});

const EXPOSED = {
  'access-control-allow-origin': SHOP,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Link,ETag,Retry-After,RateLimit,RateLimit-Policy',
};

describe('pages of other origins', () => {
  it('may read answers where they are allowed, refusals too', async () => {
    const from = { Origin: SHOP, ...token };
    const answers = [
      await app.send('GET', '/celery/task/status/a/', { headers: from }),
      await app.send('GET', '/celery/task/status/b/', { headers: from }),
      await app.send('GET', '/celery/task/status/a/', { headers: { Origin: SHOP } }),
      await app.send('GET', '/celery/task/status/a/?token=x', { headers: from }),
      await app.send('GET', '/nowhere', { headers: from }),
      await app.send('POST', '/celery/task/status/a/', { headers: from }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 401, 400, 404, 405]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject(EXPOSED);
      expect(headers.vary).toMatch(/(^|, )Origin/);
    }
  });

  it('may send a batch with a token: the preflight says so', async () => {
    const headers = { Origin: SHOP, 'Access-Control-Request-Method': 'POST' };
    const preflight = await app.send('OPTIONS', '/celery/v1/status/', { headers });
    expect([preflight.status, preflight.body]).toEqual([204, '']);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,HEAD,POST,OPTIONS',
      'access-control-allow-headers': 'Authorization,Content-Type,If-None-Match',
      'access-control-max-age': '600',
    });
    const { headers: type, body } = batchRequest({ tasks: { a: null } });
    const answer = await app.send('POST', '/celery/v1/status/', { headers: { ...type, ...token, Origin: SHOP }, body });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, SHOP]);
  });

  it.each(['https://evil.example', 'null', `${SHOP}.evil.example`, 'http://shop.example', SHOP.toUpperCase(), '*'])(
    'get no leave for %s',
    async (origin) => {
      const headers = { Origin: origin, 'Access-Control-Request-Method': 'POST', ...token };
      for (const answer of [
        await app.send('GET', '/celery/task/status/a/', { headers }),
        await app.send('OPTIONS', '/celery/task/status/a/', { headers }),
        await app.send('OPTIONS', '/celery/v1/status/', { headers }),
      ]) {
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(answer.headers.vary).toContain('Origin');
      }
    },
  );

  it('are not allowed by themselves', async () => {
    const answer = await closed.send('GET', '/celery/task/status/a/', { headers: { Origin: SHOP } });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('every answer', () => {
  it('is nothing that a browser runs, guesses the type of, or shows in a frame', async () => {
    for (const path of ['/celery/task/status/a/', '/celery/v1/openapi.json', '/nowhere', '/celery/task/status/a']) {
      const { headers } = await closed.send('GET', path);
      expect([path, headers['content-security-policy'], headers['x-content-type-options']]).toEqual([
        ...[path, "default-src 'none'; frame-ancestors 'none'", 'nosniff'],
      ]);
    }
  });
});
